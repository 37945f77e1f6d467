package dev.nightshift.curation.spark;

import dev.nightshift.curation.filter.TokenCounter;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens with a tokenizer that each worker opens once, from a folder that all of them see.
 */
final class TokenizerCounter implements TokenCounter {

  private static final long serialVersionUID = 1L;

  /** The tokenizer of one process: what is broadcast is unpacked once there. */
  private static final class Opened implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String folder;
    private transient @Nullable Tokenizer tokenizer;

    Opened(String folder) {
      this.folder = folder;
    }

    synchronized Tokenizer tokenizer() {
      Tokenizer found = tokenizer;
      if (found == null) {
        found = Tokenizer.load(Path.of(folder));
        tokenizer = found;
      }
      return found;
    }
  }

  private final Broadcast<Opened> opened;

  TokenizerCounter(SparkSession spark, Path folder) {
    Opened here = new Opened(folder.toString());
    // A folder that is no tokenizer is found out before any work.
    here.tokenizer();
    this.opened = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(here);
  }

  @Override
  public long count(String text) {
    return opened.value().tokenizer().encode(text, false).length;
  }
}
