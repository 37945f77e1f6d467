package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.dedup.BandKeys;
import dev.nightshift.curation.dedup.BucketPairs;
import dev.nightshift.curation.dedup.BucketPairs.Member;
import dev.nightshift.curation.dedup.BucketPairs.Pass;
import dev.nightshift.curation.dedup.CrowdedBuckets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows that share a band key, and the pairs of them that are compared. */
final class Buckets {

  /** A row in a bucket: the band key, the row's ordinal, and the component that it is in. */
  static final StructType ENTRY =
      new StructType()
          .add(Names.BUCKET, DataTypes.LongType, false)
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add(Names.COMPONENT, DataTypes.LongType, false);

  private static final StructType PAIR =
      new StructType()
          .add(Names.ONE, DataTypes.LongType, false)
          .add(Names.ONE_COMPONENT, DataTypes.LongType, false)
          .add(Names.OTHER, DataTypes.LongType, false)
          .add(Names.OTHER_COMPONENT, DataTypes.LongType, false);

  private Buckets() {}

  /** Each row with bands in each of its buckets, a component by itself. */
  static Dataset<Row> entries(Dataset<Row> folded) {
    JavaRDD<Row> entries =
        folded
            .select(Names.ORDINAL, Names.BANDS)
            .javaRDD()
            .flatMap(
                row -> {
                  long ordinal = row.getLong(0);
                  long[] keys = BandKeys.unpack((byte[]) row.get(1));
                  List<Row> rows = new ArrayList<>(keys.length);
                  for (long key : keys) {
                    rows.add(RowFactory.create(key, ordinal, ordinal));
                  }
                  return rows.iterator();
                });
    return folded.sparkSession().createDataFrame(entries, ENTRY);
  }

  /** The entries of buckets with at least two rows, together and in order. */
  static Dataset<Row> crowded(Dataset<Row> entries) {
    JavaRDD<Row> rows =
        together(entries)
            .javaRDD()
            .mapPartitions(
                part ->
                    new Mapped<>(
                        new CrowdedBuckets(new Mapped<>(part, Buckets::member)), Buckets::row));
    return entries.sparkSession().createDataFrame(rows, ENTRY);
  }

  /** The same entries in the components that labels tell, together and in order. */
  static Dataset<Row> relabelled(Dataset<Row> entries, Dataset<Row> labels) {
    return together(
        entries
            .join(labels, col(Names.COMPONENT).equalTo(col(Names.ID)), "left")
            .select(
                col(Names.BUCKET),
                col(Names.ORDINAL),
                coalesce(col(Names.LABEL), col(Names.COMPONENT)).as(Names.COMPONENT)));
  }

  private static Dataset<Row> together(Dataset<Row> entries) {
    return entries.repartition(col(Names.BUCKET)).sortWithinPartitions(Names.BUCKET, Names.ORDINAL);
  }

  /**
   * The pairs that a pass compares, each once, skips among them.
   *
   * @param together entries with each bucket in one partition and in order
   * @param fresh the first row that has not been compared before
   */
  static Dataset<Row> pairs(Dataset<Row> together, Pass pass, long fresh) {
    JavaRDD<Row> rows =
        together
            .javaRDD()
            .mapPartitions(
                part ->
                    new Mapped<>(
                        new BucketPairs(new Mapped<>(part, Buckets::member), pass, fresh),
                        p ->
                            RowFactory.create(
                                p.one(), p.oneComponent(), p.other(), p.otherComponent())));
    return together
        .sparkSession()
        .createDataFrame(rows, PAIR)
        .dropDuplicates(Names.ONE, Names.OTHER);
  }

  private static Member member(Row row) {
    return new Member(row.getLong(0), row.getLong(1), row.getLong(2));
  }

  private static Row row(Member member) {
    return RowFactory.create(member.bucket(), member.row(), member.component());
  }
}
