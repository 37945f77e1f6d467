package dev.nightshift.curation.ingest.huggingface;

/**
 * A file of a data set.
 *
 * @param path below the folder
 * @param config the configuration that it belongs to
 * @param split the split that it belongs to
 */
public record DataFile(String path, String config, String split) {}
