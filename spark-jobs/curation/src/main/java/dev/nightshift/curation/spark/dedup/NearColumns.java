package dev.nightshift.curation.spark.dedup;

import dev.nightshift.schema.error.RequestException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that {@link NearDuplicates} and its model name by parameters.
 *
 * @param id column of the unique id
 * @param text column of the text
 * @param cluster column to add: the id that names the cluster
 * @param kept column to add: whether the row stays
 */
record NearColumns(Param<String> id, Param<String> text, Param<String> cluster, Param<String> kept)
    implements Serializable {

  /** The parameters of a stage. */
  static NearColumns of(Params stage) {
    return new NearColumns(
        new Param<>(stage, "idCol", "column of the unique id"),
        new Param<>(stage, "textCol", "column of the text"),
        new Param<>(stage, "clusterCol", "column to add: the id that names the cluster"),
        new Param<>(stage, "keptCol", "column to add: whether the row stays"));
  }

  /** Gives them their defaults, once the stage shows all of its parameters. */
  void setDefaults(Params stage) {
    stage.setDefault(id, "id");
    stage.setDefault(text, "text");
    stage.setDefault(cluster, "cluster");
    stage.setDefault(kept, "kept");
  }

  /**
   * A schema with the columns that the stage adds.
   *
   * @throws RequestException if a column is missing, or one to add is there
   */
  StructType extended(Params stage, StructType schema) {
    List<String> names = List.of(schema.fieldNames());
    for (Param<String> needed : List.of(id, text)) {
      String name = stage.getOrDefault(needed);
      if (!names.contains(name)) {
        throw new RequestException(
            "there is no column '" + name + "'",
            "near-duplicates",
            "The columns are: " + String.join(", ", names) + ".");
      }
    }
    for (Param<String> added : List.of(cluster, kept)) {
      String name = stage.getOrDefault(added);
      if (names.contains(name)) {
        throw new RequestException(
            "column '" + name + "' is there already",
            "near-duplicates",
            "Give clusterCol and keptCol names that are free.");
      }
    }
    return schema
        .add(
            stage.getOrDefault(cluster),
            DataTypes.StringType,
            schema.apply(stage.getOrDefault(id)).nullable())
        .add(stage.getOrDefault(kept), DataTypes.BooleanType, false);
  }
}
