#!/usr/bin/env python3
"""Writes fresh-realm.json beside this script: what a realm has that nobody has changed.

    python3 fresh.py http://localhost:8180 admin admin

It creates a realm on a running Keycloak, exports it (clients, roles and all), deletes it, and takes out what differs from
realm to realm: ids, and the realm's name, which is spelt `${realm}`. Made on Keycloak 26.7.3; run it again on a newer one.
"""

import json
import pathlib
import sys
import urllib.parse
import urllib.request

server, user, password = sys.argv[1:]
NAME = "realmform-fresh"
# Ids, and the keys of a realm.
DROPPED = {"id", "containerId", "flowId", "privateKey", "certificate", "secret", "kid"}


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if isinstance(body, str):
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    data = body if isinstance(body, str) else json.dumps(body) if body is not None else None
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(server + path, data and data.encode(), headers, method=method)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def cleaned(value):
    if isinstance(value, dict):
        return {key: cleaned(inner) for key, inner in sorted(value.items()) if key not in DROPPED}
    if isinstance(value, list):
        return [cleaned(inner) for inner in value]
    return value.replace(NAME, "${realm}") if isinstance(value, str) else value


form = {"grant_type": "password", "client_id": "admin-cli", "username": user, "password": password}


def token():
    return call("POST", "/realms/master/protocol/openid-connect/token", urllib.parse.urlencode(form))["access_token"]


call("POST", "/admin/realms", {"realm": NAME, "enabled": True}, token())
try:
    # The token from before the realm has no roles in it.
    made = call("POST", f"/admin/realms/{NAME}/partial-export?exportClients=true&exportGroupsAndRoles=true", token=token())
finally:
    call("DELETE", f"/admin/realms/{NAME}", token=token())
text = json.dumps(cleaned(made), indent=1, ensure_ascii=False)
pathlib.Path(__file__).with_name("fresh-realm.json").write_text(text + "\n")
