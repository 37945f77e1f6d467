package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_seconds;

import dev.nightshift.curation.dedup.Bands;
import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.dedup.NearSettings;
import dev.nightshift.curation.dedup.TextUnit;
import dev.nightshift.schema.error.RequestException;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Near-deduplication as a stage of a Spark ML pipeline: fitting finds the clusters of a data set,
 * as the job {@code dedup} does, and the model tells each row its cluster and whether it stays.
 *
 * <p>Parameters: {@code idCol} ("id", values are unique), {@code textCol} ("text"), {@code
 * clusterCol} ("cluster"), {@code keptCol} ("kept"), {@code unit} ("word" or "char"), {@code ngram}
 * (5), {@code hashes} (128), {@code threshold} (.7) and {@code recall} (.95; 0 weighs both errors
 * equally). Of a cluster the row with the smallest id stays.
 */
public final class NearDuplicates extends Estimator<NearDuplicatesModel>
    implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;
  private final NearColumns columns;
  private final Param<String> unit;
  private final IntParam ngram;
  private final IntParam hashes;
  private final DoubleParam threshold;
  private final DoubleParam recall;

  /** An estimator with an id of its own. */
  public NearDuplicates() {
    this(Identifiable$.MODULE$.randomUID("nearDuplicates"));
  }

  /** An estimator of a given id, as reading and copying make it. */
  public NearDuplicates(String uid) {
    this.uid = uid;
    columns = NearColumns.of(this);
    unit = new Param<>(this, "unit", "what n-grams are made of: word or char");
    ngram = new IntParam(this, "ngram", "units in an n-gram");
    hashes = new IntParam(this, "hashes", "most hashes of a signature");
    threshold = new DoubleParam(this, "threshold", "smallest Jaccard similarity of duplicates");
    recall = new DoubleParam(this, "recall", "share of the pairs at the threshold to find");
    columns.setDefaults(this);
    setDefault(unit, "word");
    setDefault(ngram, 5);
    setDefault(hashes, 128);
    setDefault(threshold, 0.7);
    setDefault(recall, 0.95);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> idCol() {
    return columns.id();
  }

  public Param<String> textCol() {
    return columns.text();
  }

  public Param<String> clusterCol() {
    return columns.cluster();
  }

  public Param<String> keptCol() {
    return columns.kept();
  }

  public Param<String> unit() {
    return unit;
  }

  public IntParam ngram() {
    return ngram;
  }

  public IntParam hashes() {
    return hashes;
  }

  public DoubleParam threshold() {
    return threshold;
  }

  public DoubleParam recall() {
    return recall;
  }

  @Override
  public NearDuplicatesModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    Dataset<Row> rows =
        dataset.select(
            col(getOrDefault(columns.id())).cast("string").as(Names.ROW_ID),
            timestamp_seconds(lit(0)).as(Names.INGESTED),
            lit(0.0).as(Names.WEIGHT),
            col(getOrDefault(columns.text())).as(Names.TEXT));
    try (Held held = new Held()) {
      NearOutcome outcome =
          new NearDedup(settings()).decide(rows, null, History.none(dataset.sparkSession()), held);
      Dataset<Row> clusters =
          outcome
              .decisions()
              .where(col(Names.CLUSTER_ID).notEqual(col(Names.ROW_ID)))
              .select(
                  col(Names.ROW_ID).as(NearDuplicatesModel.MEMBER),
                  col(Names.CLUSTER_ID).as(NearDuplicatesModel.CLUSTER))
              .localCheckpoint(true);
      NearDuplicatesModel model = new NearDuplicatesModel(uid, clusters);
      copyValues(model, new ParamMap());
      return model.setParent(this);
    }
  }

  private NearSettings settings() {
    double smallest = (Double) getOrDefault(threshold);
    double found = (Double) getOrDefault(recall);
    int most = (Integer) getOrDefault(hashes);
    try {
      return new NearSettings(
          TextUnit.of(getOrDefault(unit)),
          (Integer) getOrDefault(ngram),
          smallest,
          found == 0 ? Bands.best(smallest, most) : Bands.forRecall(smallest, found, most),
          KeepRule.OLDEST);
    } catch (IllegalArgumentException e) {
      throw new RequestException(
          String.valueOf(e.getMessage()), "parameters of " + uid, explainParams());
    }
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return columns.extended(this, schema);
  }

  @Override
  public NearDuplicates copy(ParamMap extra) {
    return this.<NearDuplicates>defaultCopy(extra);
  }

  /** Reads what {@code write} saved. */
  public static MLReader<NearDuplicates> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads what {@code save} saved. */
  public static NearDuplicates load(String path) {
    return read().load(path);
  }
}
