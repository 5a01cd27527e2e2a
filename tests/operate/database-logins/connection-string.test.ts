import { describe, expect, it } from "vitest";
import { ConnectionString } from "../../../operate/database-logins/connection-string.ts";
import { fc } from "../../support/fast-check.ts";

/** Shapes that XMPro's installers and templates write. */
const SM = "Data Source=tcp:db.example.com,1433;Initial Catalog=SM;User ID=xmadmin;Password=old;";
const AD =
  "Server=tcp:db.example.com,1433;Initial Catalog=AD;Persist Security Info=False;User ID=xmadmin;Password=old;MultipleActiveResultSets=False;Encrypt=True;TrustServerCertificate=False;Connection Timeout=30";

const value = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.array(fc.constantFrom(";", '"', "'", "=", " ", "Password=x", "a"), { maxLength: 8 }).map((parts) => parts.join("")),
);

describe("a connection string", () => {
  it("keeps all but the login as it is written", () => {
    expect(new ConnectionString(SM).withLogin("xmpro_sm", "New1")).toBe(
      "Data Source=tcp:db.example.com,1433;Initial Catalog=SM;User ID=xmpro_sm;Password=New1;",
    );
    expect(new ConnectionString(AD).withLogin("xmpro_ad", "New1")).toBe(
      "Server=tcp:db.example.com,1433;Initial Catalog=AD;Persist Security Info=False;MultipleActiveResultSets=False;Encrypt=True;TrustServerCertificate=False;Connection Timeout=30;User ID=xmpro_ad;Password=New1;",
    );
  });

  it("loses every spelling of the old login, in any case", () => {
    expect(new ConnectionString("UID=a; pwd = 'x;y' ;Database=SM;PASSWORD=\"z\"").withLogin("b", "c")).toBe(
      "Database=SM;User ID=b;Password=c;",
    );
  });

  it("signs in with what was put in, whatever is in its other values and in the password", () => {
    fc.assert(
      fc.property(value, value, value, (old, other, password) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = `Server=db.example.com;Application Name=${quote(other)};Password=${quote(old)};Database=SM`;
        const written = new ConnectionString(text).withLogin("xmpro_sm", password);
        const read = new ConnectionString(written);
        expect(read.signsInWith("xmpro_sm", password)).toBe(true);
        expect([read.server, read.database]).toEqual(["db.example.com,1433", "SM"]);
        expect(written.startsWith(`Server=db.example.com;Application Name=${quote(other)};Database=SM;`)).toBe(true);
      }),
    );
  });

  it.each([
    [SM, "db.example.com,1433"],
    ["Server=DB.example.com", "db.example.com,1433"],
    ["Server=db.example.com,1434;Server=other.example.com", "other.example.com,1433"],
    ["Server=host\\instance", undefined],
    ["", undefined],
  ])("names its server: %s", (text, server) => {
    expect(new ConnectionString(text).server).toBe(server);
  });
});
