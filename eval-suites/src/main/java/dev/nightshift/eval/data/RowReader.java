package dev.nightshift.eval.data;

import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one file. */
abstract class RowReader {

  private final Path file;
  private final DataOptions options;

  RowReader(DataOptions options, Path file) {
    this.options = options;
    this.file = file;
  }

  static RowReader of(DataOptions options, Path file) {
    DataForm form =
        options.form() == null
            ? DataForm.ofName(String.valueOf(file.getFileName()))
            : options.form();
    return switch (form) {
      case JSON_LINES -> new JsonLineReader(options, file);
      case JSON, JSON_OBJECT, JSON_COLUMNS -> new JsonReader(options, file, form);
      case CSV -> new TableReader(options, file, ',');
      case TSV -> new TableReader(options, file, '\t');
      case TEXT -> new TextReader(options, file, true);
      case WHOLE_TEXT -> new TextReader(options, file, false);
      case PARQUET -> new ParquetReader(options, file);
    };
  }

  /** Adds the rows of the file; faults of its content are noted. */
  abstract void read(List<DataRow> rows, Faults faults) throws IOException;

  final DataOptions options() {
    return options;
  }

  final Path file() {
    return file;
  }

  /** The whole file as text, unpacked; a byte-order mark is left out. */
  final String text() throws IOException {
    try (InputStream in = Bounded.open(file)) {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in.readAllBytes())).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException("it is not UTF-8", e);
    }
  }

  /** A row, with the file's name as a field where that is asked for. */
  final DataRow row(String id, long number, Map<String, @Nullable Object> fields) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(fields);
    if (!options.fileField().isEmpty()) {
      String name = String.valueOf(file.getFileName());
      int dot = name.indexOf('.');
      all.put(options.fileField(), dot < 0 ? name : name.substring(0, dot));
    }
    return new DataRow(id, file + ":" + number, all);
  }
}
