package dev.nightshift.inference.checkpoint.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a file can lie about itself is refused, with a message that says how. */
class SafetensorsHeaderTest {

  @TempDir Path folder;

  @Test
  void readsAnHonestFile() throws IOException {
    SafetensorsHeader header =
        SafetensorsHeader.read(
            file(
                "{\"__metadata__\":{\"format\":\"pt\"},"
                    + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[8,12]},"
                    + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                    + "\"empty\":{\"dtype\":\"F16\",\"shape\":[0,7],\"data_offsets\":[12,12]}}",
                12));
    assertThat(header.entries().keySet()).containsExactly("a", "b", "empty");
    assertThat(header.metadata()).containsEntry("format", "pt");
    assertThat(header.entries().get("b").shape()).containsExactly(2);
  }

  @Test
  void refusesAFileWithoutAHeader() throws IOException {
    Path file = Files.write(folder.resolve("short"), new byte[5]);
    refused(file, "the file has 5 bytes, a safetensors file at least 8");
  }

  @Test
  void refusesAHeaderThatClaimsGigabytes() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, 8_000_000_000L);
    Path file = Files.write(folder.resolve("huge"), bytes.array());
    refused(file, "the header claims 8000000000 bytes, above the limit of 100000000");
    bytes.putLong(0, -1);
    refused(
        Files.write(folder.resolve("negative"), bytes.array()),
        "the header claims 18446744073709551615 bytes, above the limit");
    bytes.putLong(0, 90_000_000L);
    refused(
        Files.write(folder.resolve("beyond"), bytes.array()),
        "the header claims 90000000 bytes, the file has 16 in all");
  }

  @Test
  void refusesWhatIsNoJsonObject() throws IOException {
    refused(file("{\"a\":", 0), "the header is no JSON");
    refused(file("[1]", 0), "the header is no JSON object");
  }

  @Test
  void refusesNamesThatOccurTwice() throws IOException {
    String entry = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    refused(file("{" + entry + "," + entry + "}", 4), "Duplicate field 'a'");
  }

  @Test
  void refusesUnknownTypesAndListsAllFaults() throws IOException {
    Path file =
        file(
            "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[8,12]},"
                + "\"c\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12]}}",
            16);
    assertThatThrownBy(() -> SafetensorsHeader.read(file))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("tensor a: dtype \"I64\" is not supported")
        .hasMessageContaining("tensor b: shape [-1] is no list of sizes")
        .hasMessageContaining("tensor c: data_offsets [12] are no range");
  }

  @Test
  void refusesAShapeThatOverflowsOrDisagrees() throws IOException {
    refused(
        file(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}",
            4),
        "overflows");
    refused(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8),
        "shape [3] of F32 needs 12 bytes, data_offsets span 8");
  }

  @Test
  void refusesOverlapsGapsAndAWrongEnd() throws IOException {
    String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    refused(
        file("{" + a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12),
        "b begins at byte 4 and overlaps a");
    refused(
        file("{" + a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}}", 16),
        "there is a gap of 4 bytes between a and b");
    refused(file("{" + a + "}", 4), "the tensors need 8 bytes and the file holds 4");
    refused(file("{" + a + "}", 20), "the tensors need 8 bytes and the file holds 20");
    refused(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}", 8),
        "data_offsets [8,4] are no range");
  }

  @Test
  void refusesMetadataThatAreNoStrings() throws IOException {
    refused(file("{\"__metadata__\":{\"n\":1}}", 0), "__metadata__ holds 1 under n");
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> SafetensorsHeader.read(file))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  private Path file(String json, int data) throws IOException {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    return Files.write(Files.createTempFile(folder, "file", ".safetensors"), bytes.array());
  }
}
