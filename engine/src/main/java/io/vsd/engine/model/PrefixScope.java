package io.vsd.engine.model;

/**
 * Who shares what was computed of the beginnings of prompts. Two scopes never share anything, not
 * even where the tokens are equal: how fast a prompt is answered would tell one what the other
 * sent.
 *
 * @param tenant whose prompts they are; empty is the default tenant
 */
public record PrefixScope(String tenant) {}
