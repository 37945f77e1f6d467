package dev.nightshift.cluster.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.datasources.SaveIntoDataSourceCommand;
import org.apache.spark.sql.util.QueryExecutionListener;

/** The queries that jobs really ran: those of their actions, and those whose rows they wrote. */
final class CapturedPlans implements QueryExecutionListener {

  /** Columns of the actions in Delta's log, which Delta itself queries. */
  private static final Pattern OF_DELTAS_LOG =
      Pattern.compile("deletionVector|dataChange|sizeInBytes|minReaderVersion");

  private final SparkSession spark;
  private final ConcurrentLinkedQueue<LogicalPlan> plans = new ConcurrentLinkedQueue<>();

  CapturedPlans(SparkSession spark) {
    this.spark = spark;
    spark.listenerManager().register(this);
  }

  @Override
  public void onSuccess(String function, QueryExecution execution, long nanoseconds) {
    LogicalPlan plan = execution.logical();
    if (plan instanceof SaveIntoDataSourceCommand save) {
      plans.add(save.query());
    } else if (!(plan instanceof Command) && !OF_DELTAS_LOG.matcher(plan.toString()).find()) {
      // To make a data set of a command would run it again.
      plans.add(plan);
    }
  }

  @Override
  public void onFailure(String function, QueryExecution execution, Exception error) {}

  /** The queries since the last call. */
  List<Dataset<Row>> take() throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
    List<Dataset<Row>> taken = new ArrayList<>();
    for (LogicalPlan plan = plans.poll(); plan != null; plan = plans.poll()) {
      taken.add(Dataset.ofRows(spark, plan));
    }
    return taken;
  }
}
