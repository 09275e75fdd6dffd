#!/usr/bin/env bash
# Exits with 0 while a restart would not help; needs nothing but bash.
set -euo pipefail
port="${1:-${CARAVAN_HTTP_PORT:-8000}}"
exec 3<> "/dev/tcp/127.0.0.1/$port"
printf 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 4 _ status _ <&3
[[ $status == 200 ]]
