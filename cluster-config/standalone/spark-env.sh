# Sourced by Spark's own scripts on the master and the workers (copy to $SPARK_HOME/conf).
# Natives read these once, when a process starts; executors get theirs from spark.executorEnv.
export OMP_WAIT_POLICY=PASSIVE
export SPARK_WORKER_CORES="${SPARK_WORKER_CORES:-16}"
export SPARK_WORKER_MEMORY="${SPARK_WORKER_MEMORY:-48g}"
# The shared folder of the lake must be mounted at one path on all machines.
export SPARK_WORKER_DIR="${SPARK_WORKER_DIR:-/var/tmp/spark-work}"
