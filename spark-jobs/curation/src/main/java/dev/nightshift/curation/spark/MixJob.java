package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import dev.nightshift.curation.config.NamedNumbers;
import dev.nightshift.curation.mix.Mixture;
import dev.nightshift.curation.split.DigestPlace;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes a training set of so much of each source. Which documents of a group are in it follows from
 * the digest of their content and the seed, so the same ones are in it every night. Held-out rows
 * stay as they are.
 */
public final class MixJob implements Job {

  private static final String GROUP = "mix_group";
  private static final String SIZE = "mix_size";
  private static final String OTHERS = "*";

  @Override
  public String name() {
    return "mix";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Makes a training set of so much of each source, by weight, temperature or budget";
  }

  @Override
  public String example() {
    return "--input table:clean --output mixed --weights wiki=3,code=1 --budget 50000000";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required("input", OptionKind.INPUT, "Table of curated documents: table:NAME"),
        JobOption.of("output", OptionKind.OUTPUT_TABLE, "mixed", "Table of the training set"),
        JobOption.of(
            "by",
            OptionKind.TEXT,
            "source",
            "What tells groups apart: source, licence, language, or meta.NAME"),
        JobOption.optional(
            "weights",
            OptionKind.TEXT,
            "Weight of each group: wiki=3,code=1,*=0.5; without a * every group must be named"),
        JobOption.of(
            "temperature",
            OptionKind.NUMBER,
            "1",
            "Without --weights, a group of size N weighs N^(1/temperature); 1 leaves sizes as they"
                + " are"),
        JobOption.choice(
            "unit",
            List.of("characters", "tokens", "documents"),
            "What sizes and the budget count; tokens where curate was given a tokenizer"),
        JobOption.of(
            "budget",
            OptionKind.NUMBER,
            "0",
            "Size of the training split; 0 for the largest that repeats nothing"),
        JobOption.of(
            "max-epochs", OptionKind.NUMBER, "4", "Most times that a small group is repeated"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    Map<String, Double> given = weights(arguments, faults);
    positive(arguments, "temperature", faults);
    positive(arguments, "max-epochs", faults);
    if (arguments.number("budget") < 0) {
      faults.add("the budget is negative", "option 'budget'", "Give 0 or more.");
    }
    Column group = group(arguments.text("by"), faults);
    faults.throwIfAny();
    Dataset<Row> rows = rows(context, arguments);
    Dataset<Row> train =
        rows.where("split = 'train'")
            .withColumn(GROUP, coalesce(group, lit("")))
            .withColumn(SIZE, size(arguments.text("unit")).cast("double"));
    Map<String, Double> sizes = sizes(train, arguments.text("unit"));
    Mixture mixture =
        Mixture.of(
            sizes,
            given.isEmpty()
                ? Mixture.temperature(sizes, arguments.number("temperature"))
                : matched(given, sizes),
            arguments.number("budget"),
            arguments.number("max-epochs"));
    Dataset<Row> mixed = mixed(context, train, mixture).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return write(context, arguments, rows, mixed, mixture);
    } finally {
      mixed.unpersist(true);
    }
  }

  private static JobOutcome write(
      JobContext context,
      JobArguments arguments,
      Dataset<Row> rows,
      Dataset<Row> mixed,
      Mixture mixture) {
    context.append(
        TableRef.parse(arguments.text("output")).name(),
        LakeTables.CURATED,
        mixed.drop(GROUP, SIZE).union(rows.where("split <> 'train'").select(columns(rows))),
        0);
    return outcome(mixed, mixture);
  }

  private static Map<String, Double> weights(JobArguments arguments, Faults faults) {
    return arguments
        .find("weights")
        .map(
            text ->
                NamedNumbers.parse(
                    text,
                    weight -> weight >= 0 && weight < Double.POSITIVE_INFINITY,
                    part ->
                        faults.add(
                            "'" + part + "' is no weight of a group",
                            "option 'weights'",
                            "Write group=weight,group=weight with weights of 0 or more.")))
        .orElse(Map.of());
  }

  private static void positive(JobArguments arguments, String name, Faults faults) {
    if (!(arguments.number(name) > 0)) {
      faults.add(
          "the number is " + arguments.number(name),
          "option '" + name + "'",
          "Give a number above 0.");
    }
  }

  private static Column group(String by, Faults faults) {
    if (List.of("source", "licence", "language").contains(by)) {
      return col(by);
    }
    if (by.startsWith("meta.") && by.length() > 5) {
      return col("meta").getItem(by.substring(5));
    }
    faults.add(
        "'" + by + "' tells no groups apart",
        "option 'by'",
        "Give source, licence, language, or meta.NAME.");
    return lit("");
  }

  private static Dataset<Row> rows(JobContext context, JobArguments arguments) {
    if (context.input("input") instanceof Input.OfTable table
        && context.lake().kind(table.table().name()).name().equals(LakeTables.CURATED.name())) {
      return context.read(table).drop(TableSchema.RUN_ID);
    }
    throw new RequestException(
        "mix reads curated documents, and '" + arguments.text("input") + "' holds none",
        "option 'input'",
        "Name a table that curate, dedup or decontaminate made.");
  }

  private static Column size(String unit) {
    return switch (unit) {
      case "tokens" -> col("tokens");
      case "documents" -> lit(1);
      default -> col("characters");
    };
  }

  private static Map<String, Double> sizes(Dataset<Row> train, String unit) {
    Map<String, Double> sizes = new TreeMap<>();
    long unsized = 0;
    for (Row row :
        train.groupBy(GROUP).agg(sum(SIZE), count(lit(1)), count(col(SIZE))).collectAsList()) {
      unsized += row.getLong(2) - row.getLong(3);
      if (!row.isNullAt(1) && row.getDouble(1) > 0) {
        sizes.put(row.getString(0), row.getDouble(1));
      }
    }
    if (unsized > 0) {
      throw new WorkException(
          unsized + " documents have no number of " + unit,
          "option 'unit'",
          "Curate with --tokenizer, or count characters or documents.");
    }
    if (sizes.isEmpty()) {
      throw new WorkException(
          "the training split is empty", "option 'input'", "Look at what curation kept.");
    }
    return sizes;
  }

  /** The weights of the groups that there are. */
  private static Map<String, Double> matched(Map<String, Double> given, Map<String, Double> sizes) {
    Faults faults = new Faults();
    for (String group : given.keySet()) {
      if (!group.equals(OTHERS) && !sizes.containsKey(group)) {
        faults.add(
            "there is no group '" + group + "'",
            "option 'weights'",
            "Groups are: " + String.join(", ", sizes.keySet()) + ".");
      }
    }
    Map<String, Double> weights = new TreeMap<>();
    for (String group : sizes.keySet()) {
      Double weight = given.getOrDefault(group, given.get(OTHERS));
      if (weight == null) {
        faults.add(
            "group '" + group + "' has no weight", "option 'weights'", "Name it, or give *=0.");
      } else {
        weights.put(group, weight);
      }
    }
    if (faults.isEmpty() && weights.values().stream().noneMatch(weight -> weight > 0)) {
      faults.add("all weights are 0", "option 'weights'", "Give one group a weight above 0.");
    }
    faults.throwIfAny();
    return weights;
  }

  private static Dataset<Row> mixed(JobContext context, Dataset<Row> train, Mixture mixture) {
    List<Row> portions = new ArrayList<>();
    mixture
        .portions()
        .forEach(
            (group, portion) ->
                portions.add(RowFactory.create(group, portion.whole(), portion.rest())));
    Dataset<Row> taken =
        context
            .spark()
            .createDataFrame(
                portions,
                new StructType()
                    .add("of_group", DataTypes.StringType)
                    .add("mix_whole", DataTypes.IntegerType)
                    .add("mix_rest", DataTypes.DoubleType));
    String purpose = "mixture/" + context.seed();
    UserDefinedFunction place =
        udf((UDF1<String, Double>) doc -> DigestPlace.of(purpose, doc), DataTypes.DoubleType);
    return train
        .join(broadcast(taken), train.col(GROUP).equalTo(col("of_group")))
        .withColumn("mix_place", place.apply(col("doc_id")))
        .withColumn("mix_times", expr("mix_whole + IF(mix_place < mix_rest, 1, 0)"))
        .where("mix_times > 0")
        .withColumn("mix_epoch", expr("explode(sequence(1, mix_times))"))
        .withColumn(
            "meta",
            expr(
                "IF(mix_epoch = 1, meta,"
                    + " map_concat(map_filter(meta, (k, v) -> k <> 'epoch'),"
                    + " map('epoch', CAST(mix_epoch AS STRING))))"))
        .select(columns(train));
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(functions::col).toArray(Column[]::new);
  }

  private static JobOutcome outcome(Dataset<Row> mixed, Mixture mixture) {
    JobOutcome outcome = JobOutcome.empty();
    Map<String, Double> made = new TreeMap<>();
    Map<String, Long> documents = new TreeMap<>();
    for (Row row : mixed.groupBy(GROUP).agg(sum(SIZE), count(lit(1))).collectAsList()) {
      made.put(row.getString(0), row.getDouble(1));
      documents.put(row.getString(0), row.getLong(2));
    }
    double all = made.values().stream().mapToDouble(Double::doubleValue).sum();
    long kept = documents.values().stream().mapToLong(Long::longValue).sum();
    for (Map.Entry<String, Mixture.Portion> portion : mixture.portions().entrySet()) {
      String group = portion.getKey();
      outcome =
          outcome
              .count("documents:" + group, documents.getOrDefault(group, 0L))
              .value("epochs:" + group, portion.getValue().epochs())
              .value("share:" + group, made.getOrDefault(group, 0.0) / all);
    }
    return outcome.count("kept", kept).value("size", all).value("budget", mixture.budget());
  }
}
