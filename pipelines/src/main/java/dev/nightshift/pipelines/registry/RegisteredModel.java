package dev.nightshift.pipelines.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code models}; the components are its columns.
 *
 * @param modelDigest digest of weights, configuration, tokenizer and template
 * @param weightsDigest digest of the weights alone
 * @param parentDigest the model that it was trained from
 * @param stage {@code registered}
 * @param alias the name under which it was registered
 * @param path its folder
 * @param madeAt when
 */
record RegisteredModel(
    String modelDigest,
    String weightsDigest,
    @Nullable String parentDigest,
    String stage,
    @Nullable String alias,
    String path,
    Instant madeAt) {}
