package dev.nightshift.pipelines.spec;

import org.jspecify.annotations.Nullable;

/**
 * A value that a user of a pipeline may or must give.
 *
 * @param name in kebab case
 * @param type what it may hold
 * @param defaultValue where none is given; null makes the parameter required
 * @param doc what it is, in one line
 * @param place where it is declared
 */
public record ParameterSpec(
    String name, ParameterType type, @Nullable Setting defaultValue, String doc, Place place) {}
