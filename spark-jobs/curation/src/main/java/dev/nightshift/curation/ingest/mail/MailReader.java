package dev.nightshift.curation.ingest.mail;

import dev.nightshift.curation.ingest.html.HtmlPages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of RFC 5322 with the parts of RFC 2045 and 2046. The text is that of the parts of
 * type {@code text/plain}, one after the other; where there is none, that of the parts of type
 * {@code text/html}, all of it, since a mail has no menus. Attachments and attached messages are
 * left out. Quoted-printable and base64 are decoded, and so are encoded words in headers (RFC
 * 2047).
 *
 * <p>A part is read in the encoding that it declares; where it declares none, ASCII or one that is
 * not known, as UTF-8 if it is valid, else as windows-1252.
 */
public final class MailReader {

  /** Messages with more parts or headers than this are refused, and those with longer lines. */
  private static final int MOST_PARTS = 1_000;

  private static final int MOST_DEPTH = 50;

  private static final MimeConfig CONFIG =
      MimeConfig.custom()
          .setStrictParsing(false)
          .setMaxHeaderCount(10_000)
          .setMaxHeaderLen(1 << 20)
          .setMaxLineLen(-1)
          .setMaxContentLen(-1)
          .build();

  private static final Map<String, String> HEADERS =
      Map.of(
          "subject", "subject",
          "from", "from",
          "to", "to",
          "date", "date",
          "message-id", "message_id");

  private MailReader() {}

  /**
   * Reads a message.
   *
   * @throws IOException if it is none, or has too many parts
   */
  public static MailMessage read(byte[] raw) throws IOException {
    MimeTokenStream stream = new MimeTokenStream(CONFIG);
    // An attached message is an attachment, not a part of this one.
    stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
    stream.parse(new ByteArrayInputStream(raw));
    try {
      return read(stream);
    } catch (MimeException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  private static MailMessage read(MimeTokenStream stream) throws IOException, MimeException {
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder plain = new StringBuilder();
    StringBuilder html = new StringBuilder();
    int parts = 0;
    int depth = 0;
    boolean attached = false;
    for (EntityState state = stream.getState();
        state != EntityState.T_END_OF_STREAM;
        state = stream.next()) {
      switch (state) {
        case T_START_BODYPART -> attached = false;
        case T_START_MULTIPART -> depth++;
        case T_END_MULTIPART -> depth--;
        case T_FIELD -> {
          Field field = stream.getField();
          attached |= depth > 0 && isAttachment(field);
          if (depth == 0) {
            header(field, headers);
          }
        }
        case T_BODY -> {
          parts++;
          BodyDescriptor body = stream.getBodyDescriptor();
          String type = String.valueOf(body.getMimeType()).toLowerCase(Locale.ROOT);
          if (!attached && type.equals("text/plain")) {
            append(plain, text(stream, body));
          } else if (!attached && type.equals("text/html")) {
            append(html, HtmlPages.read(text(stream, body), true).text());
          }
        }
        default -> {
          // Other states hold no text.
        }
      }
      if (parts > MOST_PARTS || depth > MOST_DEPTH) {
        throw new IOException(
            "it has more than "
                + MOST_PARTS
                + " parts, or parts more than "
                + MOST_DEPTH
                + " deep");
      }
    }
    return new MailMessage(
        headers, plain.toString().isBlank() ? html.toString() : plain.toString());
  }

  private static boolean isAttachment(Field field) {
    return field.getName().equalsIgnoreCase("Content-Disposition")
        && String.valueOf(field.getBody())
            .stripLeading()
            .toLowerCase(Locale.ROOT)
            .startsWith("attachment");
  }

  private static void header(Field field, Map<String, String> headers) {
    String name = HEADERS.get(field.getName().toLowerCase(Locale.ROOT));
    if (name != null) {
      String body = String.valueOf(field.getBody()).strip();
      String decoded = DecoderUtil.decodeEncodedWords(body, DecodeMonitor.SILENT).strip();
      if (!decoded.isEmpty()) {
        headers.putIfAbsent(name, decoded);
      }
    }
  }

  private static void append(StringBuilder text, String part) {
    String stripped = part.replace("\r\n", "\n").strip();
    if (!stripped.isEmpty()) {
      text.append(text.isEmpty() ? "" : "\n\n").append(stripped);
    }
  }

  private static String text(MimeTokenStream stream, BodyDescriptor body) throws IOException {
    byte[] bytes = stream.getDecodedInputStream().readAllBytes();
    Charset declared = charset(body.getCharset());
    if (declared != null) {
      return new String(bytes, declared);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }

  private static @Nullable Charset charset(@Nullable String name) {
    try {
      return name == null || name.equalsIgnoreCase("us-ascii") || !Charset.isSupported(name)
          ? null
          : Charset.forName(name);
    } catch (IllegalCharsetNameException e) {
      return null;
    }
  }
}
