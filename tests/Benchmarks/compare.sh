#!/usr/bin/env bash
# Measures the server against what the machine can give, all in one run: a bare echo handler, and pgbench with the same SQL.
# Needs the .NET SDK and PostgreSQL's programs. Environment: ROUNDS (3), SECONDS_EACH (8), CONNECTIONS (64), IDLE (10000), OVERDUE (1000000), ONLY.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-8} connections=${CONNECTIONS:-64} idle=${IDLE:-10000} only=${ONLY:-99 63 checkout ncip wallet balance accrual idle}
work=$(mktemp -d) pids=()
export DOTNET_CLI_TELEMETRY_OPTOUT=1
ulimit -n "$(ulimit -Hn)"

finish() {
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

build() { dotnet build "$1" -c Release -v q -clp:NoSummary; }
await_ready() { for _ in $(seq 200); do grep -qs "^ready" "$1" && return; sleep 0.2; done; cat "$1" >&2; exit 1; }

if [ -z "${NO_BUILD:-}" ]; then build src/ProtocolServer; build tests/Benchmarks; fi
server=src/ProtocolServer/bin/Release/net10.0/protocolserver.dll
benchmarks=tests/Benchmarks/bin/Release/net10.0/ProtocolServer.Tests.Benchmarks.dll
postgres=$(dirname "$(command -v pgbench || ls /usr/lib/postgresql/*/bin/pgbench /opt/homebrew/opt/postgresql*/bin/pgbench 2>/dev/null | tail -1)")

chmod 755 "$work"
serve() {
    dotnet "$server" serve --data "$work/data" --empty --sip2-port 0 --sip2-tls-port -1 --ncip-port 0 --http-port -1 >"$work/server.log" 2>&1 &
    server_pid=$!
    pids+=("$server_pid")
    await_ready "$work/server.log"
    ncip=$(awk '$1 == "ncip" { print $2 }' "$work/server.log")
    address=$(awk '$1 == "sip2" { print $2 }' "$work/server.log")
}

serve
dotnet "$benchmarks" echo 16399 >"$work/echo.log" 2>&1 &
pids+=($!)
await_ready "$work/echo.log"

sql=("$postgres/psql" -q -h "$work/data/postgres/socket" -U protocolserver protocolserver)
"${sql[@]}" -f tests/Benchmarks/Load/seed.sql
"${sql[@]}" -At -c "select card_number || ',1234,' || string_agg(barcode, ',') from card, item
    where barcode like 'B' || card_number || '-%' and card_number < '1000257' group by card_number order by 1" >"$work/cards.csv"
"${sql[@]}" -At -c "select card_number || ',1234' from card where card_number like '2______' order by 1" >"$work/payers.csv"
for script in information lookup-user checkout balance hold-capture; do dotnet "$benchmarks" pgbench "$script" >"$work/$script.pgbench"; done

field() { sed -n "s/^ *\"$2\": *\"\{0,1\}\([^,\"]*\)\"\{0,1\},\{0,1\}$/\1/p" "$1"; }

# bench NAME ADDRESS MIX …: appends answers per second to NAME; a wrong answer ends everything.
bench() {
    local name=$1 to=$2 mix=$3; shift 3
    if ! dotnet "$server" bench "$to" --mix "$mix" --connections "$connections" --seconds "$seconds" --warm-up "${warm_up:-3}" --json "$@" >"$work/result.json"; then
        cat "$work/result.json" >&2; exit 1
    fi
    field "$work/result.json" answersPerSecond >>"$work/$name"
    field "$work/result.json" p99Milliseconds >>"$work/$name-p99"
    printf '  %-22s %9.0f answers/s   p50 %7.3f ms   p99 %7.3f ms   p99.9 %7.3f ms\n' "$name" \
        "$(field "$work/result.json" answersPerSecond)" "$(field "$work/result.json" p50Milliseconds)" \
        "$(field "$work/result.json" p99Milliseconds)" "$(field "$work/result.json" p999Milliseconds)"
}
load() { bench "$1" "$address" "$2" --login bench --password secret --agency BENCH --cards "$work/cards.csv"; }
pay() { connections=16 bench "$1" "$address" "$2" --login bench-copier --password secret --agency COPY --cards "$work/payers.csv"; }

# pgbench NAME SCRIPT FACTOR: appends transactions per second times messages per transaction, and the 99th percentile of a transaction to NAME-p99.
pgbench() {
    PGOPTIONS="-c plan_cache_mode=force_generic_plan -c enable_seqscan=off" "$postgres/pgbench" -h "$work/data/postgres/socket" -U protocolserver -n -M prepared -f "$work/$2.pgbench" -c "$connections" -j 2 -T $((seconds + 2)) \
        -D ready=0 -D network=bench -D agency=BENCH -D scope=pgbench \
        --log --log-prefix="$work/transactions" protocolserver >"$work/pgbench.log" 2>&1 || { cat "$work/pgbench.log" >&2; exit 1; }
    awk -v by="$3" '/^tps/ { print $3 * by }' "$work/pgbench.log" >>"$work/$1"
    # The first quarter is left out: statements are prepared, pages are read.
    cat "$work"/transactions.* | awk -v skip=$(((seconds + 2) / 4)) 'NR == 1 { first = $5 } $5 >= first + skip { print $3 / 1000 }' | sort -g \
        | awk '{ a[NR] = $1 } END { print a[int(NR * 0.99)] }' >>"$work/$1-p99"
    rm -f "$work"/transactions.*
    printf '  %-22s %9.0f answers/s                     p99 %7.3f ms\n' "$1" "$(tail -1 "$work/$1")" "$(tail -1 "$work/$1-p99")"
}

for round in $(seq "$rounds"); do
    echo "round $round of $rounds"
    for what in $only; do
        case $what in
            99) bench echo 127.0.0.1:16399 echo; load 99 99 ;;
            63) pgbench pgbench-63 information 1; load 63 63 ;;
            ncip)
                connections=16 pgbench pgbench-lookup-user lookup-user 1
                connections=16 warm_up=10 bench ncip-http "$ncip" lookup-user --agency BENCH --cards "$work/cards.csv"
                connections=16 warm_up=5 bench ncip-tcp "$ncip" lookup-user --tcp --agency BENCH --cards "$work/cards.csv" ;;
            wallet) connections=16 pgbench pgbench-hold-capture hold-capture 2; pay hold-capture hold-capture ;;
            balance) connections=16 pgbench pgbench-balance balance 1; pay balance balance ;;
            checkout) pgbench pgbench-checkout checkout 2; load checkout checkout ;;
        esac
    done
done

median() { sort -g "$1" | awk '{ a[NR] = $1 } END { print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
ratio() { [ -f "$work/$1" ] && awk -v a="$(median "$work/$1")" -v b="$(median "$work/$2")" -v n="$1 / $2" -v t="$3" \
    'BEGIN { printf "%-28s %8.0f / %8.0f = %.2f   (target %s)\n", n, a, b, a / b, t }'; true; }

echo
echo "medians"
ratio 99 echo 0.50
ratio 63 pgbench-63 0.40
ratio checkout pgbench-checkout 0.50
ratio hold-capture pgbench-hold-capture 0.50
[ -f "$work/balance" ] && awk -v a="$(median "$work/balance-p99")" -v b="$(median "$work/pgbench-balance-p99")" \
    'BEGIN { printf "%-28s %8.3f / %8.3f = %.2f   (target at most 3)\n", "balance, p99 in ms", a, b, a / b }'
case $only in *accrual*)
    "${sql[@]}" -v loans="${OVERDUE:-1000000}" -f tests/Benchmarks/Load/overdue.sql
    clock() { local began=$EPOCHREALTIME; "$@" >"$work/timed.log" 2>&1 || { cat "$work/timed.log" >&2; exit 1; }; awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'; }
    clock "${sql[@]}" -c "update loan set renewals = renewals + 1 where network_id = 'late' and ended_at is null" >"$work/bare-update"
    "${sql[@]}" -c "vacuum loan" -c checkpoint
    clock dotnet "$server" jobs run accrue-fines --data "$work/data" >"$work/accrual"
    [ "$("${sql[@]}" -At -c "select count(*) from loan where network_id = 'late' and accrued_minor > 0")" = "${OVERDUE:-1000000}" ] || { echo "not every loan was reckoned up" >&2; exit 1; }
    awk -v a="$(cat "$work/accrual")" -v b="$(cat "$work/bare-update")" 'BEGIN { printf "%-28s %8.1f / %8.1f = %.2f   (target under 10)\n", "accrual / update, seconds", a, b, a / b }'
esac
for what in ncip-http ncip-tcp; do
    if [ -f "$work/$what" ]; then
        printf '%-28s %8.0f answers/s   (target 4000; best round %.0f)\n' "$what" "$(median "$work/$what")" "$(sort -g "$work/$what" | tail -1)"
        ratio "$what" pgbench-lookup-user "none, to tell the machine from the server"
    fi
done

# On a server just started, whose memory has not been stretched by a load before.
case $only in *idle*)
    kill -TERM "$server_pid"; wait "$server_pid" || true
    serve
    dotnet "$server" bench "$address" --mix idle --connections "$idle" --seconds 20 --login bench --password secret --pid "$server_pid" --json >"$work/idle.json" \
        || cat "$work/idle.json"
    awk -v alive="$(field "$work/idle.json" alive)" -v bytes="$(field "$work/idle.json" bytesPerConnection)" -v n="$idle" \
        'BEGIN { printf "%-28s %d of %d alive, %.1f KiB each   (target 20)\n", "idle connections", alive, n, bytes / 1024 }'
esac
