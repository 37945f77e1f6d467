package dev.nightshift.curation.spark;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A file of settings that an option names, read whole on the driver.
 *
 * @param name how the user named it
 * @param text its content
 */
record SmallFile(String name, String text) {

  private static final int LARGEST = 16 << 20;

  /**
   * Reads the one file that an option of kind input names.
   *
   * @throws RequestException if it is a table, several files, too large, or no UTF-8
   */
  static SmallFile read(JobContext context, String option) {
    String where = "option '" + option + "'";
    if (!(context.input(option) instanceof Input.OfFiles files) || files.files().size() != 1) {
      throw new RequestException("that is not one file", where, "Name one text file.");
    }
    Input.InputFile file = files.files().get(0);
    if (file.length() > LARGEST) {
      throw new RequestException(
          "the file has " + file.length() + " bytes", where, "The largest has " + LARGEST + ".");
    }
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(file.uri()));
    try (FSDataInputStream in =
        path.getFileSystem(context.spark().sessionState().newHadoopConf()).open(path)) {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(in.readAllBytes()))
              .toString();
      return new SmallFile(files.reference(), text);
    } catch (CharacterCodingException e) {
      throw new RequestException("the file is not UTF-8", files.reference(), "Save it as UTF-8.");
    } catch (IOException e) {
      throw new WorkException("the file cannot be read: " + e, files.reference(), "", e);
    }
  }

  /** The local folder that an option of kind input names. */
  static Path folder(JobContext context, String option, String written, String remedy) {
    if (!(context.input(option) instanceof Input.OfFiles)) {
      throw new RequestException(
          "'" + written + "' is a table, not a folder", "option '" + option + "'", remedy);
    }
    return written.startsWith("file:") ? Path.of(URI.create(written)) : Path.of(written);
  }
}
