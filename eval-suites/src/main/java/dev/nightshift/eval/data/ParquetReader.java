package dev.nightshift.eval.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file, with the values that the same rows have as JSON ({@link ParquetValues}). Rows are
 * read a row group at a time. A row's id follows from its place and its values, and not from how
 * the file lays them out.
 */
final class ParquetReader extends RowReader {

  private static final String REMEDY = "A benchmark with rows left out is another: mend the file.";

  ParquetReader(DataOptions options, Path file) {
    super(options, file);
  }

  @Override
  void read(List<DataRow> rows, Faults faults) {
    try (ParquetFileReader reader = ParquetFileReader.open(new ParquetFile(file()))) {
      long size = reader.getRowGroups().stream().mapToLong(group -> group.getTotalByteSize()).sum();
      Bounded.check(size);
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      long number = 0;
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            columns.getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          number++;
          rows.add(row(number, ParquetValues.fields(records.read())));
        }
      }
    } catch (IOException | RuntimeException e) {
      // What the library throws at files that are broken or no Parquet.
      faults.add("not a readable Parquet file: " + e.getMessage(), file().toString(), REMEDY);
    }
  }

  private DataRow row(long number, Map<String, @Nullable Object> fields)
      throws JsonProcessingException {
    String values = JsonLineReader.JSON.writeValueAsString(fields);
    return row(Digest.start().add("item").add(number).add(values).hex(), number, fields);
  }
}
