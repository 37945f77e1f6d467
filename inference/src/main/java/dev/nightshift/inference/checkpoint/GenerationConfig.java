package dev.nightshift.inference.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A model's defaults for generation, from {@code generation_config.json}; where the file or a key
 * is absent, from {@code config.json}.
 *
 * @param eosTokenIds tokens that end a text
 * @param source the whole file as it was read; empty where there is none
 */
public record GenerationConfig(List<Integer> eosTokenIds, ObjectNode source) {

  /** The file's name. */
  public static final String FILE = "generation_config.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public GenerationConfig {
    eosTokenIds = List.copyOf(eosTokenIds);
    source = Objects.requireNonNull(source, "source").deepCopy();
  }

  /** What a configuration alone implies. */
  public static GenerationConfig of(ModelConfig config) {
    return new GenerationConfig(config.eosTokenIds(), MAPPER.createObjectNode());
  }

  /** Reads the file of a folder, if there is one. */
  public static GenerationConfig read(Path folder, ModelConfig config) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return of(config);
    }
    try {
      JsonNode node = MAPPER.readTree(Files.readString(file));
      if (!(node instanceof ObjectNode object)) {
        throw new RequestException("no JSON object", file.toString(), "Remove or mend the file.");
      }
      List<Integer> eos = new ArrayList<>();
      JsonNode given = object.path("eos_token_id");
      for (JsonNode id : given.isArray() ? given : List.of(given)) {
        if (id.isIntegralNumber() && id.intValue() >= 0) {
          eos.add(id.intValue());
        }
      }
      return new GenerationConfig(eos.isEmpty() ? config.eosTokenIds() : eos, object);
    } catch (JsonProcessingException e) {
      throw new RequestException(
          "no JSON: " + e.getOriginalMessage(), file.toString(), "Remove or mend the file.");
    } catch (IOException e) {
      throw new RequestException(
          "cannot be read (" + e + ")", file.toString(), "Remove or mend the file.");
    }
  }

  @Override
  public ObjectNode source() {
    return source.deepCopy();
  }
}
