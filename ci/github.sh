#!/usr/bin/env bash
# GitHub Actions: plan, apply or drift. `plan` also writes the comment and the labels of the pull request, in place.
#
#   GH_TOKEN                for `gh`; without it, nothing is written to the pull request
#   REALMFORM_LABEL_PREFIX  before each label; defaults to `plan: `
# The others are in common.sh.
set -euo pipefail
# shellcheck source=ci/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

lint() {
  rf lint --format github "$@"
}

# Passes a result on to later steps.
output() {
  if [ -n "${GITHUB_OUTPUT:-}" ]; then printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; fi
}

summary() {
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$1" >>"$GITHUB_STEP_SUMMARY"; fi
}

# The comment that this account wrote for the same target is updated; else there is a new one.
comment() {
  local comments id
  comments=$(gh pr view "$1" --json comments)
  id=$(jq -r --arg marker "$(head -n 1 "$results/comment.md")" \
    'first(.comments[] | select(.viewerDidAuthor and (.body | startswith($marker))) | .id) // empty' <<<"$comments")
  if [ -n "$id" ]; then
    # shellcheck disable=SC2016 # the variables are GraphQL's
    gh api graphql -f id="$id" -F body=@"$results/comment.md" --silent -f query='mutation($id: ID!, $body: String!) {
      updateIssueComment(input: {id: $id, body: $body}) { clientMutationId }
    }'
  else
    gh pr comment "$1" --body-file "$results/comment.md"
  fi
}

# The labels that fit are added, and those of an earlier plan removed.
label() {
  local prefix=${REALMFORM_LABEL_PREFIX-plan: } name
  [ -s "$results/labels.json" ] || return 0
  # Only labels that the repository has can be set; those that it has keep their colours.
  jq -r --arg prefix "$prefix" '(.labels + .remove)[] | $prefix + .' "$results/labels.json" |
    while read -r name; do gh label create "$name" </dev/null >/dev/null 2>&1 || true; done
  joined() { jq -r --arg prefix "$prefix" --arg key "$1" '.[$key] | map($prefix + .) | join(",")' "$results/labels.json"; }
  gh pr edit "$1" --add-label "$(joined labels)" --remove-label "$(joined remove)"
}

# The number of the pull request, where there is one.
pull_request() {
  if [ -n "${GH_TOKEN:-}" ]; then value .pull_request.number "${GITHUB_EVENT_PATH:-}"; fi
}

code=0
case ${1:-} in
  plan)
    plan || code=$?
    output plan "$results/plan.json"
    output digest "$(value .digest "$results/plan.json")"
    output labels "$(value '.labels | join(",")' "$results/labels.json")"
    output changes "$(jq '.labels | index("changes") != null' "$results/labels.json" 2>/dev/null || echo false)"
    summary "$results/comment.md"
    number=$(pull_request)
    if [ -n "$number" ]; then
      comment "$number"
      label "$number"
    fi
    ;;
  apply)
    apply || code=$?
    ;;
  drift)
    drift || code=$?
    summary "$results/drift.md"
    ;;
  *)
    echo "error: unknown command \`${1:-}\`: use plan, apply or drift" >&2
    code=1
    ;;
esac
exit "$code"
