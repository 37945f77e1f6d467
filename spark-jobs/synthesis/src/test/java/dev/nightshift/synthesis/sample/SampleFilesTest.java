package dev.nightshift.synthesis.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.generated.Operands;
import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private SampleFiles files(String name, long seed) {
    return new SampleFiles(folder.resolve(name), ProblemGenerator.standard(), seed);
  }

  @Test
  void bytesFollowFromTheSeedAndAreAPrefixOfALongerSample() throws IOException {
    byte[] first = Files.readAllBytes(files("a", 7).documents(500).path());
    assertThat(Files.readAllBytes(files("b", 7).documents(500).path())).isEqualTo(first);
    assertThat(Files.readAllBytes(files("c", 8).documents(500).path())).isNotEqualTo(first);
    byte[] longer = Files.readAllBytes(files("d", 7).documents(600).path());
    assertThat(Digest.ofBytes(java.util.Arrays.copyOf(longer, first.length)))
        .isEqualTo(Digest.ofBytes(first));
    try (var left = Files.list(folder.resolve("a"))) {
      assertThat(left.map(p -> p.getFileName().toString())).containsExactly("documents.jsonl");
    }
  }

  @Test
  void documentsHoldTheDirtThatIsCounted() throws IOException {
    SampleFiles.Written written = files("dirt", 7).documents(5_000);
    int broken = 0;
    int invalid = 0;
    int noText = 0;
    int wrongType = 0;
    Set<String> texts = new HashSet<>();
    int texted = 0;
    for (byte[] line : lines(Files.readAllBytes(written.path()))) {
      if (!isUtf8(line)) {
        invalid++;
        continue;
      }
      JsonNode row;
      try {
        row = JSON.readTree(line);
      } catch (IOException e) {
        broken++;
        continue;
      }
      if (!row.has("text")) {
        noText++;
      } else if (!row.get("text").isTextual()) {
        wrongType++;
      } else {
        texts.add(row.get("text").asText());
        texted++;
      }
    }
    assertThat(written.kinds())
        .containsEntry("broken-json", (long) broken)
        .containsEntry("invalid-utf8", (long) invalid)
        .containsEntry("no-text", (long) noText)
        .containsEntry("text-is-a-number", (long) wrongType);
    assertThat(List.of(broken, invalid, noText, wrongType)).allMatch(n -> n > 0);
    assertThat(written.kinds().get("problem")).isBetween(4_500L, 4_800L);
    assertThat(texted - texts.size())
        .isGreaterThanOrEqualTo(written.kinds().get("copy").intValue() / 2);
  }

  @Test
  void noLineShowsHeldOutOperands() throws IOException {
    SampleFiles files = files("split", 3);
    List<Path> paths =
        List.of(
            files.documents(3_000).path(),
            files.preferences(1_000).path(),
            files.prompts(1_000).path());
    int seen = 0;
    for (Path path : paths) {
      for (byte[] line : lines(Files.readAllBytes(path))) {
        JsonNode row = tree(line);
        if (row != null && row.has("operands")) {
          String[] pair = row.get("operands").asText().split(",");
          assertThat(new Operands(Integer.parseInt(pair[0]), Integer.parseInt(pair[1])).split(20))
              .isEqualTo(Split.TRAIN);
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(4_500);
  }

  @Test
  void preferencesRejectAWrongAnswer() throws IOException {
    for (byte[] line : lines(Files.readAllBytes(files("pairs", 3).preferences(300).path()))) {
      JsonNode row = JSON.readTree(line);
      assertThat(row.get("prompt").asText()).startsWith("Question: ").endsWith("\nAnswer:");
      String[] chosen = row.get("chosen").asText().split(" #### ", 2);
      String[] rejected = row.get("rejected").asText().split(" #### ", 2);
      assertThat(chosen[1]).matches("[0-9]+");
      assertThat(rejected[1]).matches("[0-9]+").isNotEqualTo(chosen[1]);
      // The steps are the same: only the conclusion is at odds with them.
      assertThat(rejected[0]).isEqualTo(chosen[0]);
    }
  }

  @Test
  void labelsAreBalanced() throws IOException {
    SampleFiles.Written written = files("quality", 3).quality(1_000);
    assertThat(written.kinds().get("good")).isBetween(430L, 570L);
    for (byte[] line : lines(Files.readAllBytes(written.path()))) {
      JsonNode row = JSON.readTree(line);
      assertThat(row.get("text").asText()).isNotBlank();
      assertThat(row.get("label").asInt()).isIn(0, 1);
    }
  }

  private static JsonNode tree(byte[] line) {
    try {
      return isUtf8(line) ? JSON.readTree(line) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean isUtf8(byte[] line) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static List<byte[]> lines(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(java.util.Arrays.copyOfRange(bytes, start, i));
        start = i + 1;
      }
    }
    return lines;
  }
}
