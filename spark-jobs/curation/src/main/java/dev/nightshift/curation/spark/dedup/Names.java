package dev.nightshift.curation.spark.dedup;

/** Columns that the stages of deduplication share. */
final class Names {

  static final String ROW_ID = "row_id";
  static final String INGESTED = "ingested_at";
  static final String TEXT = "text";
  static final String WEIGHT = "weight";
  static final String KEY = "key";
  static final String BANDS = "bands";
  static final String SKETCH = "sketch";
  static final String ORDINAL = "ordinal";
  static final String NODE = "node";
  static final String CLUSTER = "cluster";
  static final String CLUSTER_ID = "cluster_id";
  static final String KEPT = "kept";
  static final String SIMILARITY = "similarity";
  static final String BUCKET = "bucket";
  static final String COMPONENT = "component";
  static final String ONE = "one";
  static final String ONE_COMPONENT = "one_component";
  static final String OTHER = "other";
  static final String OTHER_COMPONENT = "other_component";
  static final String ID = "id";
  static final String LABEL = "label";

  private Names() {}
}
