# What run and test need on this machine. Sourced, not started.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

give_up() { say "$*"; exit 1; }

# again COMMAND: up to four times, with a pause in between, for what comes from somewhere else.
again() {
    local pause
    for pause in 5 15 45; do "$@" && return; sleep "$pause"; done
    "$@"
}

need_dotnet() {
    command -v dotnet > /dev/null || give_up "The .NET 10 SDK is missing. Install it from https://dotnet.microsoft.com/download and run $0 again."
    dotnet --version > /dev/null 2>&1 || give_up "The .NET SDK here is not version 10. Install the .NET 10 SDK from https://dotnet.microsoft.com/download and run $0 again."
}

# apt_install WHAT PACKAGE: installs a package of the distribution, as root or through sudo.
apt_install() {
    local what=$1 package=$2 as_root=()
    command -v apt-get > /dev/null || give_up "$what is missing. Install it with this system's package tool and run $0 again."
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo > /dev/null || give_up "$what is missing. Install it as root (apt-get install $package) and run $0 again."
        as_root=(sudo)
    fi
    say "$what is missing: installing the package $package${as_root:+ with sudo} ..."
    local log; log=$(mktemp)
    # A machine that has just started installs its own updates: their lock is waited for, and a mirror is asked again.
    if ! again "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c \
        "apt-get update -q -o Acquire::Retries=3 && apt-get install -q -y --no-install-recommends -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600 $package" > "$log" 2>&1; then
        tail -n 15 "$log" >&2
        give_up "$package could not be installed (all of apt-get's words: $log). Install it by hand (apt-get install $package) and run $0 again."
    fi
    rm -f "$log"
}

has_postgres() {
    local folder
    for folder in ${PATH//:/ } /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
        folder=$(dirname "$(readlink -f "$folder/initdb" 2> /dev/null || echo "$folder/initdb")")
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_ctl" ] && return 0
    done
    return 1
}

need_postgres() {
    has_postgres && return
    # The distribution would start a database of its own, which nobody here needs.
    local settings=/etc/postgresql-common/createcluster.conf
    if [ "$(id -u)" -eq 0 ] && [ ! -e $settings ]; then
        mkdir -p "${settings%/*}" && echo 'create_main_cluster = false' > $settings
    fi
    apt_install PostgreSQL postgresql
    has_postgres || give_up "PostgreSQL was installed, but initdb, pg_ctl and postgres are not found. Put their folder into PATH and run $0 again."
}

# The libraries' zones come from the system; a bare machine has none.
need_time_zones() { [ -e /usr/share/zoneinfo/UTC ] || apt_install "The time zone database" tzdata; }

# Only when a test project drives pages.
need_browser() {
    grep -qs 'Include="Microsoft.Playwright"' tests/*/*.csproj || return 0
    command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null || apt_install "A browser" chromium
}

# build WHAT: Release, quietly; all of the output when it fails.
build() {
    local log; log=$(mktemp)
    if ! again dotnet restore "$1" -v q --nologo > "$log" 2>&1; then
        cat "$log" >&2; rm -f "$log"
        give_up "The packages of $1 could not be fetched: see above."
    fi
    if ! dotnet build "$1" -c Release -v q --nologo --no-restore > "$log" 2>&1; then
        cat "$log" >&2; rm -f "$log"
        give_up "$1 did not build: see above."
    fi
    rm -f "$log"
}
