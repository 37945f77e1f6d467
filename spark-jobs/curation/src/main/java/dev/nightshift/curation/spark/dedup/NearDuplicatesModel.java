package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * The clusters that {@link NearDuplicates} found. To each row it adds the id that names its cluster
 * and whether the row stays; a row that fitting did not see is a cluster by itself.
 */
public final class NearDuplicatesModel extends Model<NearDuplicatesModel> implements MLWritable {

  private static final long serialVersionUID = 1L;

  static final String MEMBER = "near_duplicates_member";
  static final String CLUSTER = "near_duplicates_cluster";
  private static final String FOLDER = "clusters";

  private final String uid;
  private final Dataset<Row> clusters;
  private final NearColumns columns;

  NearDuplicatesModel(String uid, Dataset<Row> clusters) {
    this.uid = uid;
    this.clusters = clusters;
    columns = NearColumns.of(this);
    columns.setDefaults(this);
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

  /** The rows that do not stay: their id and the one that stays. */
  public Dataset<Row> duplicates() {
    return clusters;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    Dataset<Row> rows = dataset.toDF();
    return rows.join(
            clusters,
            rows.col(getOrDefault(columns.id())).cast("string").equalTo(clusters.col(MEMBER)),
            "left")
        .withColumn(
            getOrDefault(columns.cluster()),
            coalesce(col(CLUSTER), rows.col(getOrDefault(columns.id())).cast("string")))
        .withColumn(getOrDefault(columns.kept()), col(CLUSTER).isNull())
        .drop(MEMBER, CLUSTER);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return columns.extended(this, schema);
  }

  @Override
  public NearDuplicatesModel copy(ParamMap extra) {
    NearDuplicatesModel copy = new NearDuplicatesModel(uid, clusters);
    copyValues(copy, extra);
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  /** Reads what {@code write} saved. */
  public static MLReader<NearDuplicatesModel> read() {
    return new Reader();
  }

  /** Reads what {@code save} saved. */
  public static NearDuplicatesModel load(String path) {
    return read().load(path);
  }

  private static final class Writer extends MLWriter {
    private final NearDuplicatesModel model;

    Writer(NearDuplicatesModel model) {
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter$.MODULE$.saveMetadata(
          model, path, sc(), scala.Option.empty(), scala.Option.empty());
      model.clusters.write().parquet(new Path(path, FOLDER).toString());
    }
  }

  private static final class Reader extends MLReader<NearDuplicatesModel> {
    @Override
    public NearDuplicatesModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader$.MODULE$.loadMetadata(
              path, sc(), NearDuplicatesModel.class.getName());
      NearDuplicatesModel model =
          new NearDuplicatesModel(
              metadata.uid(), sparkSession().read().parquet(new Path(path, FOLDER).toString()));
      metadata.getAndSetParams(model, scala.Option.empty());
      return model;
    }
  }
}
