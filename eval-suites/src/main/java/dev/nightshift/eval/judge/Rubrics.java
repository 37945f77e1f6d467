package dev.nightshift.eval.judge;

import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rubrics of this project, and those that the user wrote. */
public final class Rubrics {

  /** The names of the rubrics of this project. */
  public static final List<String> BUILT_IN = List.of("pairwise", "grade");

  private Rubrics() {}

  /** A rubric by the name of a built-in one or by its file; empty where faults were noted. */
  public static Optional<Rubric> find(String reference, Faults faults) {
    if (BUILT_IN.contains(reference)) {
      String file = reference + ".yaml";
      try (InputStream in = Rubrics.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new IllegalStateException("the class path has no rubric " + file);
        }
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return RubricReader.read("built-in " + file, text, faults);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try {
      return RubricReader.read(reference, Files.readString(Path.of(reference)), faults);
    } catch (IOException e) {
      faults.add(
          "the rubric cannot be read: " + e,
          reference,
          "Give a file, or one of: " + String.join(", ", BUILT_IN) + ".");
      return Optional.empty();
    }
  }
}
