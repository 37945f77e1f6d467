package dev.nightshift.curation.spark.dedup;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What near-deduplication found of fresh rows.
 *
 * @param decisions row_id, ordinal, node, cluster, cluster_id, kept and similarity of each
 * @param sketches ordinal, bands and sketch of each
 * @param merges from_cluster and into_cluster: clusters of history that fresh rows joined
 * @param compared pairs whose similarity was taken to find clusters
 * @param skipped rows that were not compared with all rows of a bucket, because it is too large
 */
record NearOutcome(
    Dataset<Row> decisions,
    Dataset<Row> sketches,
    Dataset<Row> merges,
    long compared,
    long skipped) {}
