package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.ClientReport;
import java.io.Serializable;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a reducer made of a block.
 *
 * @param block number of the block; {@link PieceKey#REPORTS} for the reports
 * @param values {@code float[]}, {@code int[]} or, for distances, {@code double[][]}; null where no
 *     client has a part
 * @param reports what is told of the clients; empty for a block
 */
record BlockResult(int block, @Nullable Serializable values, ArrayList<ClientReport> reports)
    implements Serializable {}
