/**
 * Training. The plain core ({@code trainer}, {@code optimizer}, {@code reduction}) knows neither
 * decoders nor Spark; each method is a package with its batches and its objective; packages named
 * {@code spark} distribute the work and hold the jobs.
 */
@NullMarked
package dev.nightshift.training;

import org.jspecify.annotations.NullMarked;
