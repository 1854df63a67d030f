// The e-mail that a new campaign begins with.

/** One column of tables, which every mail program draws alike; its button leads to the shop, whose host name is `storefront`. */
export const starterHtml = (storefront: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
  </head>
  <body style="margin:0; background:#f4f4f2;">
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0">
      <tr>
        <td align="center" style="padding:24px 12px;">
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0"
            style="max-width:600px; background:#ffffff; border-radius:8px; font-family:Helvetica, Arial, sans-serif;">
            <tr>
              <td style="padding:40px 32px 8px; font-size:26px; line-height:34px; font-weight:bold; color:#1a1a1a;">
                Hello {{first_name | there}},
              </td>
            </tr>
            <tr>
              <td style="padding:8px 32px; font-size:16px; line-height:26px; color:#444444;">
                Tell your news here, in a few sentences that lead to one thing to do.
              </td>
            </tr>
            <tr>
              <td style="padding:24px 32px 48px;">
                <a href="https://${storefront}/"
                  style="display:inline-block; padding:14px 28px; background:#1a1a1a; border-radius:6px;
                  font-size:16px; color:#ffffff; text-decoration:none;">Visit {{shop_name}}</a>
              </td>
            </tr>
          </table>
        </td>
      </tr>
    </table>
  </body>
</html>
`
