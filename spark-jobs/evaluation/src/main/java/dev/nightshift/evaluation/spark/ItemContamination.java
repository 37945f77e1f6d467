package dev.nightshift.evaluation.spark;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code item_contaminations}; the components are its columns.
 *
 * @param task name of the task
 * @param taskDigest digest of its definition and data
 * @param sampleId stable id of the item
 * @param modelDigest the model whose training data was searched; null where tables were named
 * @param against the tables that were searched, with their versions
 * @param searched whether the item is long enough to be looked for
 * @param contaminated whether a row holds it
 * @param share greatest share of its n-grams that one row has
 * @param rowCount how many rows hold it
 * @param passage the passage of one of them
 */
record ItemContamination(
    String task,
    String taskDigest,
    String sampleId,
    @Nullable String modelDigest,
    String against,
    boolean searched,
    boolean contaminated,
    double share,
    long rowCount,
    @Nullable String passage) {

  static final RecordCodec<ItemContamination> CODEC =
      RecordCodec.of(ItemContamination.class, LakeTables.ITEM_CONTAMINATIONS);
}
