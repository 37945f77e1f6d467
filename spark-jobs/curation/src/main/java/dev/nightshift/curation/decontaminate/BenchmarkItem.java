package dev.nightshift.curation.decontaminate;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark asks.
 *
 * @param task name of the benchmark
 * @param id name of the item in it
 * @param question what is asked
 * @param answer what is expected; null where it is not known
 */
public record BenchmarkItem(String task, String id, String question, @Nullable String answer)
    implements Serializable {}
