package dev.nightshift.curation.ingest.mail;

import java.util.Map;

/**
 * A message.
 *
 * @param headers {@code subject}, {@code from}, {@code to}, {@code date} and {@code message_id} as
 *     they are given, decoded; those that it has
 * @param text what it says
 */
public record MailMessage(Map<String, String> headers, String text) {}
