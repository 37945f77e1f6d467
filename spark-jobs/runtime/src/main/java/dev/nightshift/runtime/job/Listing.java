package dev.nightshift.runtime.job;

import java.util.List;
import java.util.Map;

/**
 * A job that can tell what may be asked of it: {@code --list} on the command line, which starts
 * neither Spark nor a run.
 */
public interface Listing {

  /** What is listed, in one line for the help. */
  String listed();

  /**
   * The list, in lines of text.
   *
   * @param options the options that were given, by name; none is required
   * @throws dev.nightshift.schema.error.RequestException if something of them is wrong
   */
  List<String> list(Map<String, String> options);
}
