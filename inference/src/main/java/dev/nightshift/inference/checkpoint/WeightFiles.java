package dev.nightshift.inference.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsHeader;
import dev.nightshift.inference.checkpoint.safetensors.TensorEntry;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weight files of a model folder, with every header checked and every parameter located, before
 * any tensor is read. One {@code model.safetensors}, or shards that {@code
 * model.safetensors.index.json} lists.
 *
 * @param parameters each parameter of the model and where it lies, in the order of the forward pass
 */
public record WeightFiles(Map<String, Located> parameters) {

  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A tensor and the file it lies in. */
  public record Located(SafetensorsHeader header, TensorEntry entry) {}

  public WeightFiles {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Finds and checks the weights of a folder against its configuration.
   *
   * @throws RequestException with everything that is missing, unexpected or misshapen
   */
  public static WeightFiles of(Path folder, ModelConfig config) {
    Faults faults = new Faults();
    Map<String, Located> found = new LinkedHashMap<>();
    for (SafetensorsHeader header : headers(folder, faults)) {
      for (TensorEntry entry : header.entries().values()) {
        Optional<String> name = WeightNames.canonical(config, entry.name());
        if (name.isEmpty()) {
          continue;
        }
        Located other = found.putIfAbsent(name.get(), new Located(header, entry));
        if (other != null) {
          faults.add(
              name.get() + " lies in " + other.header().file().getFileName() + " as well",
              header.file().toString(),
              "Each parameter may lie in one file.");
        }
      }
    }
    Map<String, Located> ordered = compare(folder, config, found, faults);
    faults.throwIfAny();
    return new WeightFiles(ordered);
  }

  private static Map<String, Located> compare(
      Path folder, ModelConfig config, Map<String, Located> found, Faults faults) {
    Map<String, Located> ordered = new LinkedHashMap<>();
    Map<String, long[]> wanted = Decoder.parameterShapes(config);
    wanted.forEach(
        (name, shape) -> {
          Located located = found.get(name);
          if (located == null) {
            faults.add(
                "the weight " + name + " " + Arrays.toString(shape) + " is missing",
                folder.toString(),
                "");
          } else {
            ordered.put(name, located);
            if (!Arrays.equals(shape, located.entry().shape())) {
              faults.add(
                  "the weight "
                      + name
                      + " has the shape "
                      + Arrays.toString(located.entry().shape())
                      + ", the configuration asks for "
                      + Arrays.toString(shape),
                  located.header().file().toString(),
                  "");
            }
          }
        });
    found.forEach(
        (name, located) -> {
          if (!wanted.containsKey(name)) {
            faults.add(
                "the weight " + name + " is unexpected",
                located.header().file().toString(),
                "The configuration and the weights belong to different models.");
          }
        });
    return ordered;
  }

  private static List<SafetensorsHeader> headers(Path folder, Faults faults) {
    Path single = folder.resolve(SINGLE);
    Path index = folder.resolve(INDEX);
    List<SafetensorsHeader> headers = new ArrayList<>();
    if (Files.exists(single)) {
      headers.add(SafetensorsHeader.read(single));
      return headers;
    }
    if (!Files.exists(index)) {
      throw new RequestException(
          "there is neither " + SINGLE + " nor " + INDEX,
          folder.toString(),
          "Name a Hugging Face model folder with safetensors weights.");
    }
    Map<String, String> fileOf = readIndex(index, faults);
    Set<String> files = new LinkedHashSet<>(fileOf.values());
    for (String file : files) {
      try {
        headers.add(SafetensorsHeader.read(folder.resolve(file)));
      } catch (RequestException e) {
        faults.addAll(e.faults());
      }
    }
    faults.throwIfAny();
    checkIndex(index, fileOf, headers, faults);
    return headers;
  }

  private static Map<String, String> readIndex(Path index, Faults faults) {
    Map<String, String> fileOf = new LinkedHashMap<>();
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readString(index));
    } catch (JsonProcessingException e) {
      throw new RequestException(
          "the index is no JSON: " + e.getOriginalMessage(), index.toString(), "Fetch it again.");
    } catch (IOException e) {
      throw new RequestException(
          "the index cannot be read (" + e + ")", index.toString(), "Check the path.");
    }
    JsonNode map = root.path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new RequestException(
          "weight_map is missing or empty", index.toString(), "Fetch the index again.");
    }
    map.fields()
        .forEachRemaining(
            field -> {
              String file = field.getValue().asText();
              // A shard lies beside its index, never elsewhere.
              if (file.isEmpty() || !Path.of(file).equals(Path.of(file).getFileName())) {
                faults.add(
                    "weight_map names the file '" + file + "' for " + field.getKey(),
                    index.toString(),
                    "Shards lie in the folder of the index.");
              } else {
                fileOf.put(field.getKey(), file);
              }
            });
    faults.throwIfAny();
    return fileOf;
  }

  private static void checkIndex(
      Path index, Map<String, String> fileOf, List<SafetensorsHeader> headers, Faults faults) {
    fileOf.forEach(
        (name, file) -> {
          SafetensorsHeader header = headerOf(headers, file);
          if (header != null && !header.entries().containsKey(name)) {
            faults.add(
                "the index places " + name + " in " + file + ", which does not hold it",
                index.toString(),
                "Fetch the index and the shards from one place.");
          }
        });
  }

  private static @Nullable SafetensorsHeader headerOf(
      List<SafetensorsHeader> headers, String file) {
    for (SafetensorsHeader header : headers) {
      if (header.file().endsWith(file)) {
        return header;
      }
    }
    return null;
  }
}
