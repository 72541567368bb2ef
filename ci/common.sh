# What the scripts of a pipeline have in common. Sourced, not run.
#
#   REALMFORM            the program; defaults to `realmform`
#   REALMFORM_DIRECTORY  the project's folder; defaults to the current one
#   REALMFORM_TARGET     the target; defaults to `live`
#   REALMFORM_BASELINE   a baseline of known findings, as a path in the project's folder
#   REALMFORM_RESULTS    where the results go, a folder that is no link; defaults to `realmform-results`
# shellcheck shell=bash

target=${REALMFORM_TARGET:-live}
results=${REALMFORM_RESULTS:-realmform-results}

# The results lie in the checkout, where a branch can have put links that lead out of it, and results of its own. So no part
# of the folder's path in the checkout may be a link, what is there under the names of results goes first, and nothing is
# written over.
set -o noclobber
folder() {
  local part path=
  local IFS=/
  # shellcheck disable=SC2086 # the parts are to be split
  # An absolute path is no branch's business, but for its end.
  case $results in /*) set -- "$results" ;; *) set -f && set -- $results && set +f ;; esac
  for part in "$@"; do
    path=${path:+$path/}$part
    if [ -L "$path" ]; then
      echo "error: $path is a link: remove it from the repository, or set REALMFORM_RESULTS to another folder" >&2
      return 1
    fi
  done
  mkdir -p -- "$results"
  results=$(cd -- "$results" && pwd -P)
}
folder

# Takes away what is there under these names.
fresh() {
  local name
  for name in "$@"; do rm -rf -- "${results:?}/$name"; done
}

# Bash 3.2 calls an empty list unset, hence `${known[@]+…}` below.
known=()
if [ -n "${REALMFORM_BASELINE:-}" ]; then known=(--baseline "$REALMFORM_BASELINE"); fi

# The program in the project's folder.
rf() {
  "${REALMFORM:-realmform}" -C "${REALMFORM_DIRECTORY:-.}" "$@"
}

# By this a comment is found again: the first line of the Markdown of a plan.
marker() {
  local plain
  plain=$(printf '%s' "$target" | sed 's/[^A-Za-z0-9._-]/_/g; s/--/-_/g')
  printf '<!-- realmform-plan:%s -->' "$plain"
}

# A value of a JSON file, or nothing.
value() {
  if [ -s "$2" ]; then jq -r "$1 // empty" "$2"; fi
}

# Lints by the function `lint`, plans, and keeps what a pipeline shows: plan.json (unless the plan is blocked), comment.md,
# labels.json. Ends with the exit code of the plan or, if that is fine, of the lint.
plan() {
  local lint=0 plan=0
  fresh plan.json comment.md labels.json plan.env terraform.json code-quality.json
  lint ${known[@]+"${known[@]}"} || lint=$?
  rf plan --target "$target" ${known[@]+"${known[@]}"} --format markdown --out "$results/plan.json" \
    --labels "$results/labels.json" >"$results/comment.md" || plan=$?
  if [ ! -s "$results/comment.md" ]; then
    printf '%s\n### No plan for %s\n\nThe plan failed with exit code %s. The log of the pipeline says why.\n' \
      "$(marker)" "$(printf '%s' "$target" | sed 's/[^A-Za-z0-9._-]/_/g')" "$plan" >|"$results/comment.md"
  fi
  if [ -s "$results/plan.json" ]; then rf show "$results/plan.json"; fi
  if [ "$plan" -ne 0 ]; then return "$plan"; fi
  return "$lint"
}

# Applies the saved plan, and only the one that was approved.
apply() {
  local plan=${REALMFORM_PLAN:-$results/plan.json}
  if [ -z "${REALMFORM_PLAN_DIGEST:-}" ]; then
    echo "error: REALMFORM_PLAN_DIGEST is not set: which plan was approved?" >&2
    return 1
  fi
  fresh report.json journal.jsonl
  rf apply "$(absolute "$plan")" --expect "$REALMFORM_PLAN_DIGEST" ${known[@]+"${known[@]}"} --report "$results/report.json" \
    --journal "$results/journal.jsonl"
}

# Compares and writes nothing: drift.md says what differs. Exit code 2 if anything does.
drift() {
  local code=0
  fresh drift.md
  rf plan --target "$target" --drift --detailed-exitcode --format markdown >"$results/drift.md" || code=$?
  cat "$results/drift.md"
  return "$code"
}

# A path that means the same from the project's folder.
absolute() {
  case $1 in
    /* | [A-Za-z]:*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$PWD" "$1" ;;
  esac
}
