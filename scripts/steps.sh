# shellcheck shell=bash
# To be sourced: `step TITLE COMMAND…` says what it does, does it, and says how long that took.
# It returns what the command returned. (`set -e` does not reach into a function called this way:
# its commands are joined with `&&`.)

step() {
    local title=$1 began=$SECONDS result=0
    shift
    printf '\n==> %s\n' "$title"
    "$@" || result=$?
    if [ "$result" -eq 0 ]; then
        printf '    %s: done in %d s\n' "$title" $((SECONDS - began))
    else
        printf '    %s: FAILED (%d) after %d s\n' "$title" "$result" $((SECONDS - began))
    fi
    return "$result"
}
