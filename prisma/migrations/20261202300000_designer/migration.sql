-- The brand of a shop: page_logo_url and page_color, which its pages for recipients had first, are its logo and its color.
ALTER TABLE settings
  ADD COLUMN logo_dark_url text, ADD COLUMN text_color text, ADD COLUMN background_color text, ADD COLUMN card_color text,
  ADD COLUMN heading_font text NOT NULL DEFAULT 'arial', ADD COLUMN body_font text NOT NULL DEFAULT 'arial',
  ADD COLUMN corners text NOT NULL DEFAULT 'soft', ADD COLUMN social_links jsonb NOT NULL DEFAULT '[]';

-- What a campaign's HTML is made of; null for one whose author brings the HTML.
ALTER TABLE campaigns ADD COLUMN design jsonb;

-- Designs that a shop keeps to begin with.
CREATE TABLE mail_templates (
  tenant_id   int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  template_id uuid NOT NULL,
  name        text NOT NULL,
  design      jsonb NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, template_id)
);
CREATE UNIQUE INDEX mail_templates_name ON mail_templates (tenant_id, lower(name));
