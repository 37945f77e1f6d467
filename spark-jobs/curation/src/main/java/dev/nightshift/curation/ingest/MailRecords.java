package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.ingest.mail.MailMessage;
import dev.nightshift.curation.ingest.mail.MailReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a mail file: {@code text}, and of their headers {@code subject}, {@code from}, {@code
 * to}, {@code date} and {@code message_id}. The position is the line where a message starts.
 *
 * <p>A file whose first line starts with {@code "From "} is an archive (mbox, RFC 4155): such a
 * line behind a blank one starts the next message, and in front of {@code "From "} one of the angle
 * brackets that the archive put there is taken away. Every other file is one message.
 */
final class MailRecords implements RecordReader {

  private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

  private final ByteLines lines;
  private final int limit;
  private ByteLines.@Nullable Line ahead;
  private boolean started;
  private boolean archive;

  MailRecords(InputStream in, int limit) {
    this.lines = new ByteLines(in, limit);
    this.limit = limit;
  }

  @Override
  public @Nullable Parsed next() throws IOException {
    ByteLines.Line line = ahead;
    ahead = null;
    if (!started) {
      started = true;
      line = lines.next();
      archive = line != null && startsWithFrom(line, 0);
    }
    if (line == null) {
      return null;
    }
    long start = line.number();
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    long length = 0;
    boolean blank = false;
    if (archive) {
      line = lines.next();
    }
    for (; line != null; line = lines.next()) {
      if (archive && blank && startsWithFrom(line, 0)) {
        ahead = line;
        break;
      }
      blank = line.length() == 0;
      byte[] bytes = line.bytes();
      int from = archive && isQuotedFrom(line) ? 1 : 0;
      int room = Math.max(0, limit - message.size());
      message.write(bytes, from, Math.min(bytes.length - from, room));
      if (message.size() < limit) {
        message.write('\n');
      }
      length += line.length() - from + 1;
    }
    byte[] raw = message.toByteArray();
    return length > limit ? JsonLines.tooLong(start, raw, length) : parse(start, raw);
  }

  private static Parsed parse(long start, byte[] raw) {
    try {
      MailMessage message = MailReader.read(raw);
      ObjectNode fields = JsonNodeFactory.instance.objectNode().put("text", message.text());
      message.headers().forEach(fields::put);
      return new Parsed.Fields(start, raw, fields);
    } catch (IOException | RuntimeException e) {
      // A mail that a parser does not stand is set aside, not the whole run.
      return new Parsed.Bad(start, raw, RejectReason.BROKEN_MAIL, String.valueOf(e.getMessage()));
    }
  }

  private static boolean startsWithFrom(ByteLines.Line line, int at) {
    byte[] bytes = line.bytes();
    if (bytes.length < at + FROM.length) {
      return false;
    }
    for (int i = 0; i < FROM.length; i++) {
      if (bytes[at + i] != FROM[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isQuotedFrom(ByteLines.Line line) {
    int at = 0;
    while (at < line.bytes().length && line.bytes()[at] == '>') {
      at++;
    }
    return at > 0 && startsWithFrom(line, at);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
