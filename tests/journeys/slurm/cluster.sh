# A Slurm cluster on this machine, for tests (Debian: slurm-wlm): one controller and some nodes, each a slurmd of
# its own, without a password between them. Root alone can start it. Slurm takes no path with a blank.
cluster=$(mktemp -d /tmp/gradus-slurm-XXXXXX)
export SLURM_CONF="$cluster/slurm.conf"

start_cluster() { # NODES
  mkdir -p "$cluster/state"
  port=$((20000 + $$ % 20000))
  nodes="n[1-$1]"
  cat >"$SLURM_CONF" <<CONF
ClusterName=gradus
SlurmctldHost=localhost
SlurmctldPort=$port
AuthType=auth/none
CredType=cred/none
SlurmUser=root
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SwitchType=switch/none
MpiDefault=none
SlurmdTimeout=10
ReturnToService=2
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool-%n
SlurmctldPidFile=$cluster/controller.pid
SlurmdPidFile=$cluster/%n.pid
SlurmctldLogFile=$cluster/controller.log
SlurmdLogFile=$cluster/%n.log
PartitionName=all Nodes=$nodes Default=YES State=UP
CONF
  number=0
  while [ "$number" -lt "$1" ]; do
    number=$((number + 1))
    mkdir -p "$cluster/spool-n$number"
    echo "NodeName=n$number NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + number)) CPUs=1" >>"$SLURM_CONF"
  done
  slurmctld
  while [ "$number" -gt 0 ]; do
    slurmd -N "n$number"
    number=$((number - 1))
  done
  patience=100 # tenths of a second
  until [ "$(sinfo --noheader --states=idle --format=%D 2>/dev/null)" = "$1" ]; do
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] || fail "the cluster does not come up: $(tail -n 3 "$cluster/controller.log")"
    sleep 0.1
  done
}

# The processes of tasks on a node.
on_node() { # NAME
  for process in /proc/[0-9]*; do
    ! tr '\0' '\n' <"$process/environ" 2>/dev/null | grep -qx "SLURMD_NODENAME=$1" || echo "${process#/proc/}"
  done 2>/dev/null
}

# All that runs on a node, and the node itself, as when it loses its power.
lose_node() { # NAME
  kill -KILL "$(cat "$cluster/$1.pid")"
  for number in $(on_node "$1"); do
    parent=$(sed -n 's/^PPid:\t//p' "/proc/$number/status" 2>/dev/null)
    ! grep -qx slurmstepd "/proc/$parent/comm" 2>/dev/null || kill -KILL "$parent" 2>/dev/null || true
    kill -KILL "$number" 2>/dev/null || true
  done
}

stop_cluster() {
  scancel --me 2>/dev/null || true
  for file in "$cluster"/*.pid; do
    [ ! -f "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
  done
  patience=50
  until rm -rf "$cluster" 2>/dev/null || [ "$patience" = 0 ]; do
    patience=$((patience - 1))
    sleep 0.1
  done
}
