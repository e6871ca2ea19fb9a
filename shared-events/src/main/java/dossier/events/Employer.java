package dossier.events;

/**
 * Who pays an EMPLOYEE's share.
 *
 * @param creditCode unified social credit code, GB 32100-2015
 */
public record Employer(String name, String creditCode) {}
