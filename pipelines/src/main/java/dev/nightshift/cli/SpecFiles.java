package dev.nightshift.cli;

import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.pipelines.spec.SpecParser;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the pipelines that come with the program: in the checkout, or in the program's jar. */
final class SpecFiles {

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
    String resource = "/specs/" + name;
    try (InputStream in = SpecFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("this program's jar lacks " + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SpecParser.parse(text, resource, Path.of("").toAbsolutePath().toString(), faults);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource + " of this program's jar", e);
    }
  }
}
