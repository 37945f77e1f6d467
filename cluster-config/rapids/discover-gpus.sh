#!/usr/bin/env bash
# Tells Spark which GPUs this machine has: {"name":"gpu","addresses":["0","1"]}.
set -euo pipefail

addresses=$(nvidia-smi --query-gpu=index --format=csv,noheader | tr -d ' ' | sed '/^$/d; s/.*/"&"/' | paste -sd, -)
[ -n "$addresses" ] || { echo "discover-gpus: nvidia-smi lists no GPU" >&2; exit 1; }
printf '{"name":"gpu","addresses":[%s]}\n' "$addresses"
