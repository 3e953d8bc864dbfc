# shellcheck shell=bash
# Debian packages that are unpacked, not installed: sourced by the scripts that need some. Changes nothing of the
# machine, whose own mirror and keys are used.

# debian_index FOLDER SUITE COMPONENTS ARCHITECTURE[,ARCHITECTURE…]: an apt configuration of the folder's own, with an
# index of that suite; from then on apt-cache and apt-get download speak of it.
debian_index() {
    local apt=$1/apt suite=$2 components=$3 architectures=$4 mirror tool
    for tool in apt-get apt-cache dpkg; do
        command -v "$tool" >/dev/null || { echo "$0 needs $tool: it works on Debian, 12 or newer" >&2; return 1; }
    done
    unset APT_CONFIG
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -1 | sed 's#/*$##')
    if [ -z "$mirror" ]; then
        echo "apt has no index of Debian's packages: run apt-get update first; this works on Debian, 12 or newer" >&2
        return 1
    fi
    mkdir -p "$apt"/{etc/apt.conf.d,etc/preferences.d,lists/partial,cache/archives/partial,state}
    : >"$apt/state/status"
    echo "deb [arch=$architectures signed-by=/usr/share/keyrings/debian-archive-trixie-automatic.gpg] $mirror $suite $components" >"$apt/etc/sources.list"
    cat >"$apt/apt.conf" <<CONF
Dir::Etc "$apt/etc";
Dir::Etc::sourcelist "$apt/etc/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$apt/state";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/state/status";
Dir::Cache "$apt/cache";
APT::Architecture "${architectures%%,*}";
APT::Architectures {$(sed 's/[^,]*/"&";/g; s/,//g' <<<"$architectures")};
APT::Sandbox::User "root";
Acquire::Languages "none";
// Mirrors that are refreshed rarely serve an index past its date; the packages are still signed.
Acquire::Check-Valid-Until "false";
Acquire::Retries "3";
CONF
    export APT_CONFIG="$apt/apt.conf"
    apt-get update -qq
}

# debian_unpack FOLDER INTO PACKAGE…: fetches the packages and unpacks them into a new folder.
debian_unpack() {
    local folder=$1 into=$2 deb
    shift 2
    rm -rf "$folder/debs" "$into"
    mkdir -p "$folder/debs" "$into"
    (cd "$folder/debs" && apt-get download -qq "$@")
    for deb in "$folder"/debs/*.deb; do
        dpkg -x "$deb" "$into"
    done
    # What it was made of, for those who ask which sources belong to it.
    (cd "$folder/debs" && for deb in *.deb; do dpkg-deb --show --showformat '${Package} ${Architecture} ${Version}\n' "$deb"; done) | sort >"$into.packages"
    rm -rf "$folder/debs"
}
