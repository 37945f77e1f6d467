package dev.nightshift.schema.table;

import java.io.Serializable;

/**
 * A condition that Delta enforces on every write.
 *
 * @param name its name in the table's properties
 * @param expression a SQL condition over the columns
 */
public record Constraint(String name, String expression) implements Serializable {}
