package dev.nightshift.eval.data;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON object on each line that is not blank. */
final class JsonLineReader extends RowReader {

  // Published files are written by Python, which writes numbers without an end as Infinity.
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> FIELDS =
      new TypeReference<>() {};

  JsonLineReader(DataOptions options, Path file) {
    super(options, file);
  }

  @Override
  void read(List<DataRow> rows, Faults faults) throws IOException {
    read(text(), rows, faults);
  }

  void read(String text, List<DataRow> rows, Faults faults) {
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        LinkedHashMap<String, @Nullable Object> fields = JSON.readValue(line, FIELDS);
        if (fields == null) {
          throw new JsonParseException(null, "null");
        }
        String id = Digest.start().add("item").add(number).add(line).hex();
        rows.add(row(id, number, fields));
      } catch (JsonProcessingException e) {
        faults.add(
            "not a JSON object: " + e.getOriginalMessage(),
            file() + ":" + number,
            "A benchmark with lines left out is another benchmark: mend the file.");
        return;
      }
    }
  }
}
