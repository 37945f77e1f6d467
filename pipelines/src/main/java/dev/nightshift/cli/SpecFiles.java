package dev.nightshift.cli;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.pipelines.spec.SpecParser;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the pipelines that come with the program: in the checkout, or in the program's jar. */
final class SpecFiles {

  /** All of {@code pipelines/specs}, as the jar holds it. */
  static final List<String> SHIPPED =
      List.of(
          "curation.yaml",
          "demo.yaml",
          "nightly.yaml",
          "models/small.json",
          "models/word-problems.json");

  private SpecFiles() {}

  /** Reads {@code pipelines/specs/NAME}, of the checkout if there is one. */
  static PipelineSpec shipped(String name, Surroundings surroundings, Faults faults) {
    Optional<Path> file =
        surroundings
            .root()
            .map(root -> root.resolve("pipelines").resolve("specs").resolve(name))
            .filter(Files::isRegularFile);
    if (file.isPresent()) {
      return SpecParser.parse(file.get(), faults);
    }
    return SpecParser.parse(unpacked(surroundings).resolve(name), faults);
  }

  /** The shipped files in a folder that goes with the process: they name each other by path. */
  private static Path unpacked(Surroundings surroundings) {
    try {
      Path folder = Files.createTempDirectory("nightshift-specs-");
      surroundings.end().before(() -> remove(folder));
      for (String file : SHIPPED) {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream in = SpecFiles.class.getResourceAsStream("/specs/" + file)) {
          if (in == null) {
            throw new IllegalStateException("this program's jar lacks /specs/" + file);
          }
          Files.copy(in, target);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the pipelines of this program's jar", e);
    }
  }

  private static void remove(Path folder) {
    try {
      FolderSwap.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
