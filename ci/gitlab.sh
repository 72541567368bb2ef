#!/usr/bin/env bash
# GitLab CI: plan, apply or drift. `plan` also writes the comment and the labels of the merge request, in place, and the
# reports that GitLab shows there.
#
#   REALMFORM_GITLAB_TOKEN  a project access token with the scope `api`; without it, nothing is written to the merge request
#   REALMFORM_LABEL_PREFIX  before each label; defaults to `plan: `
# The others are in common.sh.
set -euo pipefail
# shellcheck source=ci/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

lint() {
  rf lint --format gitlab --fail-level never "$@" >"$results/code-quality.json" || true
  rf lint "$@"
}

# A request to GitLab. The token is on no command line, where other processes could read it.
api() {
  local path=$1
  shift
  curl --config - --silent --show-error --fail "$@" "$CI_API_V4_URL/$path" \
    <<<"header = \"PRIVATE-TOKEN: $REALMFORM_GITLAB_TOKEN\""
}

# The note that this account wrote for the same target, if there is one.
note() {
  local me page=1 notes id
  me=$(api user | jq .id)
  while true; do
    notes=$(api "$1/notes?per_page=100&page=$page")
    id=$(jq -r --argjson me "$me" --arg marker "$(head -n 1 "$results/comment.md")" \
      'first(.[] | select(.author.id == $me and (.body | startswith($marker))) | .id) // empty' <<<"$notes")
    if [ -n "$id" ] || [ "$(jq length <<<"$notes")" -lt 100 ]; then break; fi
    page=$((page + 1))
  done
  printf '%s' "$id"
}

# The note is updated; else there is a new one.
comment() {
  local id
  id=$(note "$1")
  if [ -n "$id" ]; then
    api "$1/notes/$id" --request PUT --data-urlencode body@"$results/comment.md" >/dev/null
  else
    api "$1/notes" --data-urlencode body@"$results/comment.md" >/dev/null
  fi
}

# The labels that fit are added, and those of an earlier plan removed.
label() {
  local prefix=${REALMFORM_LABEL_PREFIX-plan: }
  [ -s "$results/labels.json" ] || return 0
  joined() { jq -r --arg prefix "$prefix" --arg key "$1" '.[$key] | map($prefix + .) | join(",")' "$results/labels.json"; }
  api "$1" --request PUT --data-urlencode add_labels="$(joined labels)" \
    --data-urlencode remove_labels="$(joined remove)" >/dev/null
}

code=0
case ${1:-} in
  plan)
    plan || code=$?
    # Later jobs get these as variables; an approval is bound to the digest.
    {
      echo "REALMFORM_PLAN_DIGEST=$(value .digest "$results/plan.json")"
      echo "REALMFORM_CHANGES=$(jq '.labels | index("changes") != null' "$results/labels.json" 2>/dev/null || echo false)"
    } >"$results/plan.env"
    if [ -s "$results/plan.json" ]; then
      rf show "$results/plan.json" --format gitlab 2>/dev/null >"$results/terraform.json"
    fi
    if [ -n "${REALMFORM_GITLAB_TOKEN:-}" ] && [ -n "${CI_MERGE_REQUEST_IID:-}" ]; then
      request="projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID"
      comment "$request"
      label "$request"
    fi
    ;;
  apply)
    apply || code=$?
    ;;
  drift)
    drift || code=$?
    ;;
  *)
    echo "error: unknown command \`${1:-}\`: use plan, apply or drift" >&2
    code=1
    ;;
esac
exit "$code"
