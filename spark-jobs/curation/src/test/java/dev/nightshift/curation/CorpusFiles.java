package dev.nightshift.curation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** The texts of the shared corpora; a test is skipped where they are not there. */
public final class CorpusFiles {

  private CorpusFiles() {}

  /** The field {@code text} of each line of a corpus. */
  public static List<String> texts(String corpus) {
    Path file =
        Path.of(
                System.getProperty("nightshift.root", ".."),
                "../shared/data/text-corpora",
                corpus + ".jsonl.gz")
            .normalize();
    Assumptions.assumeTrue(Files.exists(file), () -> "the shared test data are not there: " + file);
    ObjectMapper json = new ObjectMapper();
    List<String> texts = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new FileInputStream(file.toFile())), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        texts.add(json.readTree(line).path("text").asText());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return texts;
  }
}
