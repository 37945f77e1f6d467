package dev.nightshift.curation.ingest.html;

/**
 * The text of a page.
 *
 * @param title its title; empty where it has none
 * @param language what its {@code lang} attribute says; empty where nothing does
 * @param text its text, with headings, lists, tables and code laid out as in Markdown
 */
public record HtmlPage(String title, String language, String text) {}
