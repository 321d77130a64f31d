#!/usr/bin/env bash
# one-request.sh URL OFFER.sdp: joins, ingests or watches with one POST, then leaves again.
# URL: http://localhost:8080/join/lobby?name=Ada, …/whip/lobby or …/whep/lobby
set -euo pipefail
url=$1 offer=$2
server=$(sed -E 's#^(https?://[^/]+).*#\1#' <<<"$url")
scratch=$(mktemp --directory)
trap 'rm --recursive "$scratch"' EXIT

# The answer comes in the body; Location names the session that was made.
curl --silent --show-error --fail-with-body --request POST "$url" \
    --header 'Content-Type: application/sdp' --data-binary "@$offer" \
    --dump-header "$scratch/headers" --output "$scratch/answer.sdp"
cat "$scratch/answer.sdp"
header() { sed -nE "s/^$1: *(.*)\r$/\1/Ip" "$scratch/headers"; }
session=$server$(header location)

# Candidates that are found later may follow (the server learns them by itself, too).
{
    grep --max-count 1 '^a=ice-ufrag:' "$offer"
    grep --max-count 1 '^a=ice-pwd:' "$offer"
    printf 'm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n'
    printf 'a=candidate:1 1 udp 2122260223 192.0.2.10 50000 typ host\r\n'
} >"$scratch/fragment"
curl --silent --show-error --fail-with-body --request PATCH "$session" \
    --header 'Content-Type: application/trickle-ice-sdpfrag' \
    --header "If-Match: $(header etag)" --data-binary "@$scratch/fragment"

curl --silent --show-error --fail-with-body --request DELETE "$session"
