#!/usr/bin/env python3
"""Writes `keycloak.txt`: the fields that Keycloak's realm exports know, with their types and since when.

It reads the classes of `keycloak-core` with `javap`, beginning at `RealmRepresentation`, as Jackson does: getters,
setters, and fields with `@JsonProperty`. To add a version, fetch its jar and give all jars again, the oldest first:

    for version in 26.4.7 26.5.0 26.6.1 26.7.3 26.8.2; do
        mvn dependency:get -Dartifact=org.keycloak:keycloak-core:$version -Dtransitive=false
    done
    crates/kinds/representations/generate.py ~/.m2/repository/org/keycloak/keycloak-core/*/keycloak-core-*.jar

Needs Python 3 and a JDK. The output depends on the jars alone.
"""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGE = "org/keycloak/representations/"
# A table of lists in which Keycloak takes a single string, too.
LENIENT = "@StringListMap"
ROOT = "org.keycloak.representations.idm.RealmRepresentation"
SIMPLE = {
    "java.lang.String": "string", "char[]": "string", "java.util.UUID": "string",
    "boolean": "boolean", "java.lang.Boolean": "boolean",
    "int": "integer", "java.lang.Integer": "integer", "long": "integer", "java.lang.Long": "integer",
    "double": "number", "java.lang.Double": "number", "float": "number", "java.lang.Float": "number",
}
LISTS = {"java.util.List", "java.util.Set", "java.util.Collection", "java.util.LinkedList"}
MAPS = {"java.util.Map", "java.util.HashMap", "java.util.LinkedHashMap"}


def decapitalised(name):
    """As Jackson does: all capitals at the beginning become small."""
    capitals = len(name) - len(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return name[:capitals].lower() + name[capitals:]


def arguments(text):
    """The type arguments, split at the commas of the outermost level."""
    depth, found = 0, [""]
    for char in text:
        depth += {"<": 1, ">": -1}.get(char, 0)
        if char == "," and depth == 0:
            found.append("")
        else:
            found[-1] += char
    return [part.strip() for part in found]


def annotations(text):
    """The names of the annotations in the body of a member, each with its first value."""
    text = re.sub(r"\s+", " ", text)
    return dict(re.findall(r" (?:[a-z][\w]*\.)+([A-Z]\w*)(?:\( (?:value=)?\"?([^\" )]*))?", text))


class Jar:
    """The classes of one version."""

    def __init__(self, path):
        self.path = path
        self.version = re.search(r"-(\d+\.\d+)[^/]*\.jar$", path).group(1)
        with zipfile.ZipFile(path) as jar:
            names = [name[:-6] for name in jar.namelist() if re.match(PACKAGE + r"[\w$/]+\.class$", name)]
        # All at once: each start of a JVM takes longer than a class.
        run = ["javap", "-v", "-private", "-cp", path, *[name.replace("/", ".") for name in names]]
        texts = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split("\nClassfile ")
        self.texts = {re.search(r"this_class: #\d+ +// (\S+)", text).group(1).replace("/", ".").strip('"'): text
                      for text in texts}
        self.classes = {}

    def read(self, name):
        """Its properties with their Java types; `"enum"`, or `None` for what has none."""
        if name not in self.classes:
            self.classes[name] = self.parse(self.texts[name]) if name in self.texts else None
        return self.classes[name]

    def parse(self, text):
        outer = re.search(r"super_class: #\d+ +// (\S+)", text).group(1).replace("/", ".")
        if outer == "java.lang.Enum":
            return "enum"
        if "JsonSerialize(" in text.rpartition("\n}\n")[2]:
            return None
        inherited = self.read(outer) or {}
        body = text[text.index("\n{\n"):text.rindex("\n}\n")]
        found, ignored, explicit, lenient = {}, set(), set(), set()
        for member in re.split(r"\n(?=  \S)", body)[1:]:
            signature, _, rest = member.strip().partition("\n")
            notes = annotations(rest)
            getter = re.match(r"public ([^()]+) (?:get|is)([A-Z]\w*)\(\)", signature)
            setter = re.match(r"public [^()]+ set([A-Z]\w*)\((.+)\)", signature)
            field = re.match(r"(?:public|protected|private) ([^()]+) (\w+);", signature)
            if re.match(r"\w+ static ", signature):
                continue
            if getter:
                key, java = decapitalised(getter.group(2)), getter.group(1)
            elif setter and len(arguments(setter.group(2))) == 1:
                key, java = decapitalised(setter.group(1)), setter.group(2)
            elif field:
                key, java = field.group(2), field.group(1)
                if "StringListMap" in notes:
                    lenient.add(key)
            else:
                continue
            renamed = notes.get("JsonProperty", notes.get("JsonSetter"))
            if renamed is not None:
                ignored.add(key)
                explicit.add(renamed or key)
                found[renamed or key] = java
            elif "JsonIgnore" in notes:
                ignored.add(key)
            elif not field:
                found.setdefault(key, java)
        for key in lenient & found.keys():
            found[key] = LENIENT
        return {**inherited, **{key: java for key, java in found.items() if key not in ignored - explicit}}

    def holds(self, java, needed):
        """The type as `keycloak.txt` writes it; the classes in it are needed, too."""
        java = java.strip()
        if java == LENIENT:
            return "{strings}"
        if java in SIMPLE:
            return SIMPLE[java]
        if java.endswith("[]"):
            return f"[{self.holds(java[:-2], needed)}]"
        outer, _, inner = java.partition("<")
        inner = arguments(inner[:-1]) if inner else []
        if outer in LISTS and inner:
            return f"[{self.holds(inner[0], needed)}]"
        if outer in MAPS and len(inner) == 2:
            return f"{{{self.holds(inner[1], needed)}}}"
        if outer.endswith(".MultivaluedHashMap") and len(inner) == 2:
            return f"{{[{self.holds(inner[1], needed)}]}}"
        if outer.startswith("org.keycloak"):
            properties = self.read(outer)
            if properties == "enum":
                return "string"
            if properties:
                needed.append(outer)
                from_text = f"public {outer}(java.lang.String);" in self.texts[outer]
                return f"string|{short(outer)}" if from_text else short(outer)
        return "any"


def short(name):
    return name.rpartition(".")[2].replace("$", ".")


def main(paths):
    jars = sorted(map(Jar, paths), key=lambda jar: [int(part) for part in jar.version.split(".")])
    table = {}
    for jar in jars:
        seen, needed = set(), [ROOT]
        while needed:
            name = needed.pop()
            if name in seen:
                continue
            seen.add(name)
            for key, java in jar.read(name).items():
                holds = jar.holds(java, needed)
                since = table.setdefault(short(name), {}).setdefault(key, (jar.version, None))[0]
                table[short(name)][key] = (since, holds)
    versions = list(dict.fromkeys(jar.version for jar in jars))
    lines = [
        "# Written by `generate.py` from the classes of keycloak-core. Do not edit.",
        "# A class, then its fields: what they hold, and the version that they came with. `[…]` is a list of such values,",
        "# `{…}` an object of them. `strings` is a list that may be a single string, `string|…` an object that may be one.",
        "versions " + " ".join(versions),
    ]
    for name, fields in sorted(table.items()):
        lines += ["", name]
        for key, (since, holds) in sorted(fields.items()):
            lines.append(f"  {key} {holds}" + (f" {since}" if since != versions[0] else ""))
    Path(__file__).with_name("keycloak.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
