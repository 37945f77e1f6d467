package dev.nightshift.pipelines.spec;

/**
 * Where a piece of configuration was written.
 *
 * @param source a file, {@code --set path=value}, or the name of an environment variable
 * @param line the line in the file, from 1; 0 where there are no lines
 */
public record Place(String source, int line) {

  /** A source without lines. */
  public static Place of(String source) {
    return new Place(source, 0);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
