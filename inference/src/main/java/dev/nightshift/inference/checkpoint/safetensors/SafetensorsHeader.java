package dev.nightshift.inference.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: eight bytes little-endian that give the header's length, a JSON
 * object of that length, then the tensors' bytes without gaps.
 *
 * <p>Everything that the header claims is checked against the file's real length before any memory
 * is taken for tensors: a length above 100 MB or beyond the file, unknown types, shapes whose
 * product overflows or disagrees with the offsets, ranges that overlap, leave gaps or pass the end,
 * and names that occur twice. All faults are listed at once.
 *
 * @param file the file
 * @param dataStart where the tensors' bytes begin, counted from the file's start
 * @param entries the tensors by name, in the order of their bytes
 * @param metadata the strings under {@code __metadata__}
 */
public record SafetensorsHeader(
    Path file, long dataStart, Map<String, TensorEntry> entries, Map<String, String> metadata) {

  /** The longest header that is read, in bytes. */
  public static final long MAX_HEADER_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  static final String REMEDY = "Fetch the file again; it is damaged or was tampered with.";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  public SafetensorsHeader {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads and checks the header of a file.
   *
   * @throws RequestException with every fault of the header
   */
  public static SafetensorsHeader read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw damaged(file, "the file has " + size + " bytes, a safetensors file at least 8");
      }
      ByteBuffer eight = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, eight, 0);
      long length = eight.getLong(0);
      if (length < 0 || length > MAX_HEADER_BYTES) {
        throw damaged(
            file,
            "the header claims "
                + Long.toUnsignedString(length)
                + " bytes, above the limit of "
                + MAX_HEADER_BYTES);
      }
      if (length > size - Long.BYTES) {
        throw damaged(
            file, "the header claims " + length + " bytes, the file has " + size + " in all");
      }
      ByteBuffer json = ByteBuffer.allocate((int) length);
      readFully(channel, json, Long.BYTES);
      return parse(file, json.array(), Long.BYTES + length, size);
    } catch (IOException e) {
      throw new RequestException(
          "the weights cannot be read (" + e + ")", file.toString(), "Check the path.");
    }
  }

  private static SafetensorsHeader parse(Path file, byte[] json, long dataStart, long size) {
    JsonNode root;
    try {
      root = MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw damaged(file, "the header is no JSON: " + e.getOriginalMessage());
    }
    if (root == null || !root.isObject()) {
      throw damaged(file, "the header is no JSON object");
    }
    Faults faults = new Faults();
    Map<String, String> metadata = new LinkedHashMap<>();
    List<TensorEntry> entries = new ArrayList<>();
    root.fields()
        .forEachRemaining(
            field -> {
              if (field.getKey().equals(METADATA)) {
                metadata(field.getValue(), file, faults, metadata);
              } else {
                EntryParser.parse(field.getKey(), field.getValue(), file, faults)
                    .ifPresent(entries::add);
              }
            });
    faults.throwIfAny();
    entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparing(TensorEntry::end));
    layout(entries, size - dataStart, file, faults);
    faults.throwIfAny();
    Map<String, TensorEntry> byName = new LinkedHashMap<>();
    entries.forEach(entry -> byName.put(entry.name(), entry));
    return new SafetensorsHeader(file, dataStart, byName, metadata);
  }

  private static void metadata(
      JsonNode node, Path file, Faults faults, Map<String, String> metadata) {
    if (!node.isObject()) {
      faults.add("__metadata__ is no object", file.toString(), REMEDY);
      return;
    }
    node.fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isTextual()) {
                metadata.put(field.getKey(), field.getValue().textValue());
              } else {
                faults.add(
                    "__metadata__ holds " + field.getValue() + " under " + field.getKey(),
                    file.toString(),
                    "Metadata are strings.");
              }
            });
  }

  /** The tensors' bytes must follow one another from 0 to the end of the file. */
  private static void layout(List<TensorEntry> entries, long dataBytes, Path file, Faults faults) {
    long expected = 0;
    String before = "the header";
    for (TensorEntry entry : entries) {
      if (entry.begin() < expected) {
        faults.add(
            entry.name() + " begins at byte " + entry.begin() + " and overlaps " + before,
            file.toString(),
            REMEDY);
      } else if (entry.begin() > expected) {
        faults.add(
            "there is a gap of "
                + (entry.begin() - expected)
                + " bytes between "
                + before
                + " and "
                + entry.name(),
            file.toString(),
            REMEDY);
      }
      expected = Math.max(expected, entry.end());
      before = entry.name();
    }
    if (expected != dataBytes) {
      faults.add(
          "the tensors need " + expected + " bytes and the file holds " + dataBytes + " of them",
          file.toString(),
          expected > dataBytes ? "The file is truncated: fetch it again." : REMEDY);
    }
  }

  static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int n = channel.read(buffer, at);
      if (n < 0) {
        throw new IOException("the file ended at byte " + at);
      }
      at += n;
    }
  }

  private static RequestException damaged(Path file, String problem) {
    return new RequestException(problem, file.toString(), REMEDY);
  }
}
